"""`make run`: the worker lives and ends with the server, and gunicorn alone starts none."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import Builder
from tests.instances import migrated, variables
from tests.live import STARTED_BY_US, free_port, wait_for
from webapp.core import db
from webapp.messaging.service.telling import notify

LINUX = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")


class Server:
    """gunicorn as make starts it, in a group of its own as a terminal would give it."""

    def __init__(self, checkout: Path, environ: dict[str, str], log: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(STARTED_BY_US)}
        self.mark = environ["CLIENTAREA_INSTANCE_DIR"].encode()
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"],
                cwd=checkout,
                env={**kept, **environ, "WEB_CONCURRENCY": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to become true."""
        while not condition():
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.02)

    def family(self) -> dict[int, str]:
        """Every process of this instance: its number, and its command."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark in (folder / "environ").read_bytes():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(folder.name)] = command
            except OSError:
                continue  # it has just ended
        return found

    def workers(self) -> list[str]:
        """Those of the family that deliver letters."""
        return [command for command in self.family().values() if "wsgi worker" in command]

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        for number in self.family():
            os.kill(number, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def instance(tmp_path_factory) -> Iterator[tuple[dict[str, str], Flask]]:
    """The variables of an instance, and an application on its database."""
    environ = variables(tmp_path_factory.mktemp("instance"), log_level="INFO")
    with migrated(environ) as app:
        yield environ, app


@pytest.fixture
def serve(checkout, instance, tmp_path):
    """Start gunicorn on an instance with a letter in line: ``serve(MAKELEVEL="1")``."""
    environ, app = instance
    anna = Builder(app).client("Anna Kovalenko", email=f"{tmp_path.name}@example.com")
    started = []

    @db.operation
    def tell() -> None:
        notify("security.password_reset", {}, user_id=anna.user_id)

    with app.app_context():
        tell()

    def start(**more: str) -> Server:
        port = str(free_port())
        started.append(Server(checkout, {**environ, "PORT": port, **more}, tmp_path / "log"))
        wait_for(started[-1].process, f"http://localhost:{port}", started[-1].log)
        return started[-1]

    yield start
    for server in started:
        server.end()


@pytest.fixture
def delivered(instance) -> Callable[[], set[Path]]:
    """The letters that left."""
    box = Path(instance[0]["CLIENTAREA_INSTANCE_DIR"]) / "mail" / "new"
    return lambda: set(box.glob("*"))


@LINUX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_letters_leave_and_nothing_stays_behind(serve, delivered, number):
    before = delivered()
    server = serve(MAKELEVEL="1")
    server.until(lambda: delivered() > before)
    assert len(server.workers()) == 1
    server.process.send_signal(number)
    assert server.process.wait() == 0
    assert server.family() == {}


@LINUX
def test_a_server_that_is_killed_takes_its_worker_with_it(serve):
    server = serve(MAKELEVEL="1")
    server.until(server.workers)
    server.process.kill()
    server.process.wait()
    while server.workers():
        time.sleep(0.02)


@LINUX
def test_gunicorn_alone_starts_no_worker(serve, delivered):
    before = delivered()
    server = serve()
    assert len(server.family()) == 2
    assert server.workers() == []
    server.process.terminate()
    assert server.process.wait() == 0
    assert delivered() == before
