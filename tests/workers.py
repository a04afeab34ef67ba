"""The worker as a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTED_BY_US = ("CLIENTAREA_", "MAKE", "FLASK_")


class Worker:
    """`flask worker`, started at once; what it says goes into a file."""

    def __init__(self, environ: Mapping[str, str], log: Path, *options: str) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(STARTED_BY_US)}
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "worker", *options],
                cwd=ROOT,
                env={**kept, **environ},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to become true while it works."""
        while not condition():
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.02)

    def kill(self) -> None:
        """End it as if the power had gone."""
        self.process.kill()
        self.process.wait()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; return its exit status, below 0 for a signal."""
        self.process.send_signal(number)
        return self.process.wait()

    def said(self) -> list[dict]:
        """Every line of its log."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def workers(environ: Mapping[str, str], folder: Path) -> Iterator[Callable[..., Worker]]:
    """Start workers of an instance: ``start(mail_server=…)``; none outlives the block."""
    started: list[Worker] = []

    def start(*options: str, **settings: str) -> Worker:
        chosen = {f"CLIENTAREA_{name.upper()}": value for name, value in settings.items()}
        log = folder / f"worker-{len(started)}.log"
        started.append(Worker({**environ, **chosen}, log, *options))
        return started[-1]

    try:
        yield start
    finally:
        for worker in started:
            worker.kill()
