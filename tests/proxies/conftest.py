"""Instances at a public address, served by gunicorn behind an nginx of the documents."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import which

import pytest
from flask import Flask

from tests.instances import migrated, variables
from tests.live import listener, serving
from tests.proxies.nginx import Through, proxy

__all__ = ["listener"]


@pytest.fixture
def behind(
    tool, listener: socket.socket, tmp_path: Path
) -> Iterator[Callable[..., tuple[Flask, Through]]]:
    """Serve an instance behind a ``server`` of nginx: return it, and the way in from outside."""
    program = which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or tool("nginx", "nginx-light")
    with ExitStack() as stack:

        def serve(server: str, public_url: str, **settings: str) -> tuple[Flask, Through]:
            environ = variables(
                tmp_path / "instance",
                public_url=public_url,
                trusted_proxies="127.0.0.1",
                log_level="ERROR",
                **settings,
            )
            app = stack.enter_context(migrated(environ))
            stack.enter_context(serving(environ, listener))
            upstream = listener.getsockname()[1]
            port = stack.enter_context(proxy(program, tmp_path, server, upstream))
            return app, Through(port, app.extensions["clientarea.settings"].hosts[0])

        yield serve
