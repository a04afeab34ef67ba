"""The server: threads in a few processes, nothing trusted from headers, nothing written to disk.

Any setting can be overridden on the command line (`gunicorn --bind …`).
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
# A socket per worker, so that the kernel spreads connections; unix sockets know no such thing.
reuse_port = not any("unix:" in word for word in sys.argv)

# Each worker opens its own database connections and its own lock around password hashes.
preload_app = False

# The application decides itself which proxy to believe (CLIENTAREA_TRUSTED_PROXIES). By default
# gunicorn takes the scheme, and even SCRIPT_NAME, from headers of whoever connects from loopback.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

timeout = 30
graceful_timeout = 20
keepalive = 5  # seconds; a proxy that keeps connections should keep them shorter
control_socket_disable = True
memory = Path("/dev/shm")  # noqa: S108 – a heartbeat file on a busy disk would stall the worker
worker_tmp_dir = str(memory) if memory.is_dir() else None

# A password hash takes 19 MB for a moment, and glibc keeps it in the heap of the thread that asked.
# One heap for all threads keeps it once, until webapp/core/heap.py gives it back. (Doing so each
# time, by M_MMAP_THRESHOLD, costs half as much time again as the hash itself.)
M_ARENA_MAX = -8
with contextlib.suppress(AttributeError, OSError):  # another C library
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)

# Requests are logged by the application, as JSON; here only what the server itself has to say.
accesslog = None
errorlog = "-"
loglevel = "warning"


by_make = "MAKELEVEL" in os.environ
PR_SET_PDEATHSIG = 1
beside: list["subprocess.Popen[bytes]"] = []


def on_starting(server: Any) -> None:
    """Refuse a port that is taken, which `reuse_port` would share in silence."""
    for address in server.cfg.address:
        if isinstance(address, tuple) and "GUNICORN_PID" not in os.environ:
            with socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    trial.bind(address)
                except OSError as problem:
                    sys.exit(f"Cannot serve on {address[0]}:{address[1]}: {problem.strerror}.")
    if by_make:
        take_terminal()


def when_ready(server: Any) -> None:
    """Say where to look, and end when the terminal is closed: for gunicorn that means "reload"."""
    if by_make:
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        public = os.environ.get("CLIENTAREA_PUBLIC_URL")
        print(
            f"Open {public or f'http://localhost:{server.cfg.address[0][1]}'} – Ctrl-C ends.",
            flush=True,
        )
        beside.append(worker())


def worker() -> "subprocess.Popen[bytes]":
    """Start what delivers letters, apart from the terminal: it ends with the server, by us."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker"],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - the master has one thread
    )


def end_with_parent() -> None:
    """Ask the kernel to end us with the server, even if that is killed; only Linux can."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def post_worker_init(_worker: Any) -> None:
    """Let the master alone hear Ctrl-C: a worker told twice waits for itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def on_exit(_server: Any) -> None:
    """End the worker, and give the terminal back to make."""
    for process in beside:
        process.terminate()
        try:
            process.wait(graceful_timeout)
        except subprocess.TimeoutExpired:
            process.kill()
    if by_make and sys.stdin.isatty():
        with contextlib.suppress(OSError):  # the terminal may be gone
            os.tcsetpgrp(0, os.getpgid(os.getppid()))


def take_terminal() -> None:
    """Let Ctrl-C reach the server alone: make would end with an error on it."""
    if sys.stdin.isatty() and os.tcgetpgrp(0) == os.getpgrp():
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # make would not notice that it was stopped
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpgrp())
