"""Files that readers send: how large one may be, and what comes of a larger one."""

from collections.abc import Callable

from flask import Flask, current_app, request

from webapp.core.access import View

FIELDS = 64 * 1024
"""Bytes that a form may have beside its file."""

READ_IN_VAIN = 64 * 1024 * 1024
CHUNK = 64 * 1024


def takes_files(largest: int) -> Callable[[View], View]:
    """Return a decorator: forms posted to this view may hold a file of ``largest`` bytes."""

    def mark(view: View) -> View:
        view.largest_file = largest  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Let marked views take more than others.

    Comes after the guard, so that strangers send nothing large, and before the check of the
    form's token, which reads the form.
    """
    app.before_request(_make_room)


def _make_room() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    largest: int | None = getattr(view, "largest_file", None)
    if largest is None:
        return
    request.max_content_length = largest + FIELDS
    sent = request.content_length or 0
    if largest + FIELDS < sent <= READ_IN_VAIN:
        _read_in_vain(sent)


def _read_in_vain(length: int) -> None:
    """Take a body that is too large and forget it: a browser reads no answer before it is sent."""
    body = request.environ["wsgi.input"]
    while length > 0 and (chunk := body.read(min(CHUNK, length))):
        length -= len(chunk)
