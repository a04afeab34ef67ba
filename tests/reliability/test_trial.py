"""Everything is killed while a list of IP addresses is on trial: the one before is back."""

import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.access.lists import HOME, OFFICE, allow, at, only_from
from tests.live import ROOT, STARTED_BY_US, wait_for
from tests.reader import Reader
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import AddressList

pytestmark = pytest.mark.seldom_on_postgresql


class Server:
    """Gunicorn with two workers, behind a proxy that says who asks."""

    def __init__(self, environ: dict[str, str], listener: socket.socket) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(STARTED_BY_US)}
        log = Path(environ["CLIENTAREA_INSTANCE_DIR"]) / "trial.log"
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
        command += ["--workers", "2", "--bind", f"fd://{listener.fileno()}", "wsgi:app"]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**kept, **environ, "CLIENTAREA_TRUSTED_PROXIES": "127.0.0.1"},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own, killed as one
                pass_fds=[listener.fileno()],
            )
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        wait_for(self.process, self.address, log)

    def kill(self) -> None:
        """End all its processes as if the power had gone."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def serve(environ):
    """Start a server on a port that stays the same, and nobody else can take meanwhile."""
    started = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)

        def start() -> Server:
            started.append(Server(environ, listener))
            return started[-1]

        yield start
        for server in started:
            server.kill()


def status(server: Server, cookie: str, address: str) -> int:
    """What somebody with a session gets for his page at an address."""
    headers = ["-H", f"Cookie: clientarea={cookie}", "-H", f"X-Forwarded-For: {address}"]
    call = ["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", *headers]
    run = subprocess.run(
        [*call, f"{server.address}/profile"], capture_output=True, text=True, check=True, timeout=30
    )
    return int(run.stdout)


def test_the_old_list_is_back_although_everything_was_killed(app, build, serve, tool):
    tool("curl", "curl")
    anna = build.client("Anna")
    reader = at(Reader(app), HOME).sign_in(anna)
    allow(build, anna, HOME, OFFICE)
    only_from(reader, HOME)
    cookie = reader.client.get_cookie("clientarea").value
    server = serve()
    assert [status(server, cookie, address) for address in (HOME, OFFICE)] == [200, 403]
    server.kill()
    server = serve()
    assert status(server, cookie, OFFICE) == 403, "the trial goes on"
    server.kill()
    with app.app_context(), db.write_connection() as connection:  # ten minutes pass
        connection.execute(update(AddressList).values(trial_until=now() - timedelta(seconds=1)))
    server = serve()
    assert [status(server, cookie, address) for address in (HOME, OFFICE)] == [200, 200]
