"""A process that guesses at a password from one network, and counts what it hashes."""

import json
import os
import threading
from collections import Counter
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from tests.hasher import Observed
from tests.reliability.writer import CHEAP, token
from webapp.core import passwords
from webapp.factory import create_app


def main(
    environ: Mapping[str, str], pipe: Connection, errors: Path, email: str, threads: int, times: int
) -> None:
    """Guess ``times`` in each of some threads; say how often each answer came, and the hashes."""
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    passwords._hasher = observed = Observed(CHEAP)
    app = create_app(environ)
    answers: list[str] = []
    start = threading.Barrier(threads)

    def guess() -> None:
        client = app.test_client()
        fields = {"csrf_token": token(client.get("/login").text)}
        fields |= {"email": email, "password": "wrong"}
        start.wait()
        answers.extend(str(client.post("/login", data=fields).status_code) for _ in range(times))

    running = [threading.Thread(target=guess) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    said = {"answers": Counter(answers), "hashed": observed.verified}
    pipe.send_bytes(json.dumps(said).encode())
