"""Writers in processes of their own, started at once from one that has imported everything."""

import json
import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import PASSWORD, Builder
from tests.reliability import writer

MODULE = "tests.reliability.writer"
LIMITS = {  # a process that dies gives nothing back
    "CLIENTAREA_LIMIT_SIGN_IN": "100000 per 1 hour",
    "CLIENTAREA_LIMIT_SIGN_IN_NETWORK": "100000 per 1 hour",
    "CLIENTAREA_LIMIT_SIGN_IN_NETWORK_DAY": "100000 per 1 day",
}


class Writer:
    """One process; what it acknowledged is read from a pipe."""

    def __init__(self, environ: dict[str, str], errors: Path, *plan: object) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([MODULE])
        self.errors = errors
        self.pipe: Connection
        self.pipe, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=writer.main, args=(environ, theirs, errors, *plan))
        self.process.start()
        theirs.close()

    def hear(self, most: int | None = None) -> list[dict]:
        """What it says: so many lines, or all until its end."""
        said: list[dict] = []
        while most is None or len(said) < most:
            try:
                said.append(json.loads(self.pipe.recv_bytes()))
            except (EOFError, OSError):
                break
        return said

    def kill(self) -> None:
        """End it as if the power had gone."""
        self.process.kill()

    def end(self) -> int:
        """Wait for its end; return the exit status, below 0 for a signal."""
        self.process.join()
        self.pipe.close()
        return self.process.exitcode


@pytest.fixture
def start(app: Flask, environ: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Writer]]:
    """Start a writer: ``start(number, threads, rounds)``."""
    started: list[Writer] = []

    def begin(number: int, threads: int, rounds: int, moment: str = "") -> Writer:
        plan = (number, threads, rounds, moment)
        started.append(Writer(environ | LIMITS, tmp_path / f"{len(started)}.log", *plan))
        return started[-1]

    yield begin
    for one in started:
        one.kill()
        one.end()


@pytest.fixture
def people(build: Builder) -> Callable[[int, int], None]:
    """Make the users of some writers."""
    password_hash = writer.CHEAP.hash(PASSWORD)

    def make(writers: int, threads: int) -> None:
        for number in range(writers):
            for thread in range(threads):
                email = writer.ADDRESS.format(number, thread)
                build.client("Writer", email=email, password_hash=password_hash)

    return make
