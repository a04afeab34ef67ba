"""The application behind a real server on a free port, for programs that speak HTTP."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask

from tests.instances import migrated

ROOT = Path(__file__).resolve().parent.parent
STARTED_BY_US = ("CLIENTAREA_", "MAKE", "FLASK_")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture(scope="session")
def listener() -> Iterator[socket.socket]:
    """A free port that listens already: whoever connects waits until the server takes over."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        free.listen(128)
        yield free


@pytest.fixture(scope="session")
def environ(
    listener: socket.socket, tmp_path_factory: pytest.TempPathFactory, backend: str
) -> dict[str, str]:
    """Variables of an instance under the address of the listener."""
    return {
        "CLIENTAREA_INSTANCE_DIR": str(tmp_path_factory.mktemp("live")),
        "CLIENTAREA_SECRET_KEY": "a-test-key-that-is-long-enough-for-anyone",
        "CLIENTAREA_LOG_LEVEL": "ERROR",
        "CLIENTAREA_PUBLIC_URL": f"http://localhost:{listener.getsockname()[1]}",
    }


@pytest.fixture(scope="session")
def application(environ: dict[str, str]) -> Iterator[Flask]:
    """The application of this address: the other suites' one has another database."""
    with migrated(environ) as built:
        yield built


@pytest.fixture(scope="session")
def address(application: Flask, environ: dict[str, str], listener: socket.socket) -> Iterator[str]:
    """Serve the application with gunicorn; ``application`` here shares its database."""
    with serving(environ, listener):
        yield environ["CLIENTAREA_PUBLIC_URL"]


@contextmanager
def serving(environ: dict[str, str], listener: socket.socket) -> Iterator[None]:
    """Serve an instance with gunicorn on a port that listens already; it must stay quiet."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(STARTED_BY_US)}
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    command += ["--workers", "1", "--bind", f"fd://{listener.fileno()}", "wsgi:app"]
    log = Path(environ["CLIENTAREA_INSTANCE_DIR"]) / "server.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**kept, **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
        ) as server,
    ):
        try:
            wait_for(server, f"http://127.0.0.1:{listener.getsockname()[1]}", log)
            yield
            said = log.read_text(encoding="utf-8")
            assert server.poll() is None, said
            assert not said, f"the server complained: {said[-2000:]}"
        finally:
            server.terminate()


def wait_for(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when the server answers; say what it said when it ended instead."""
    while server.poll() is None:
        with suppress(OSError), urlopen(f"{address}/readyz", timeout=2) as answer:  # noqa: S310
            assert answer.status == 200
            return
    pytest.fail(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")
