"""Starts applications under gunicorn, each in its own process group, and reads their cost."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
START_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running gunicorn; `start_seconds` is the time from its start to its first answer."""

    port: int
    pid: int
    start_seconds: float

    def cpu_seconds(self) -> float:
        """Return user and system time used so far by the whole process tree."""
        return sum(_cpu_ticks(pid) for pid in _tree(self.pid)) / TICKS

    def worker_megabytes(self) -> float:
        """Return the resident size of the largest worker, in MB."""
        workers = [pid for pid in _tree(self.pid) if pid != self.pid]
        return max(_resident_pages(pid) for pid in workers) * PAGE_BYTES / 1e6


@contextmanager
def serve(app: str, environ: Mapping[str, str], probe: str) -> Iterator[Server]:
    """Run `app` (`module:name`) with the product's own server settings on a free port.

    What it logs goes to a file, as an operator's would: writing it belongs to the cost.
    """
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if name != "MAKELEVEL"}
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", app],
            cwd=ROOT,
            env={**inherited, **environ, "PORT": str(port), "WEB_CONCURRENCY": "2"},
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
        try:
            if not _answers(f"http://127.0.0.1:{port}{probe}", process):
                log.seek(0)
                message = f"{app} did not start: {log.read()[-2000:].decode()}"
                raise RuntimeError(message)
            yield Server(port, process.pid, time.perf_counter() - began)
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait for any answer below 500; False when the server ended, or was silent for too long."""
    until = time.perf_counter() + START_SECONDS
    while time.perf_counter() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 – our own loopback
                return True
        except urllib.error.HTTPError as answer:
            if answer.code < 500:  # 401 and 404 are answers, too
                return True
        except OSError:
            pass
        time.sleep(0.005)
    return False


def _tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in _tree(int(child)))]


def _cpu_ticks(pid: int) -> int:
    """Return utime + stime of the process and of the children it has buried (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])


def _resident_pages(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
