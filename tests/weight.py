"""What a page costs: statements, and bytes as a proxy would send them (Brotli 5)."""

import brotli
from flask import Flask
from werkzeug.test import TestResponse

from tests.html import LARGEST_HEADERS
from webapp.core import paths

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
LARGEST_FRAGMENT = 1536
LARGEST_PACKED_FRAGMENT = 716
LARGEST_PAGE_WITH_STYLE = 8 * 1024


def packed(content: bytes) -> int:
    """Bytes after Brotli 5."""
    return len(brotli.compress(content, quality=5))


def style(app: Flask) -> bytes:
    """The stylesheet of every page."""
    address: str = app.jinja_env.globals["asset"]("ca.css")
    return (paths.STATIC / "build" / address.rpartition("/")[2]).read_bytes()


def check_page_weight(app: Flask, answer: TestResponse) -> None:
    """HTML alone at most 4 KB (checked by the Reader), with its style at most 8 KB."""
    total = packed(answer.data) + packed(style(app))
    assert total <= LARGEST_PAGE_WITH_STYLE, f"{total} bytes at {answer.request.path}"
    check_header_weight(answer)


def check_fragment_weight(answer: TestResponse) -> None:
    """At most 1.5 KB, packed 0.7 KB."""
    assert len(answer.data) <= LARGEST_FRAGMENT, f"{len(answer.data)} bytes"
    assert packed(answer.data) <= LARGEST_PACKED_FRAGMENT, f"{packed(answer.data)} bytes packed"
    check_header_weight(answer)


def check_header_weight(answer: TestResponse) -> None:
    """At most 1.2 KB, the first cookie included."""
    size = sum(len(name) + len(value) + 4 for name, value in answer.headers)
    assert size <= LARGEST_HEADERS, f"{size} bytes of headers"
