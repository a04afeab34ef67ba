"""A process of its own that signs in and changes phone numbers, and says what was acknowledged.

Its threads are the users ``writer<number>-<thread>@example.com``.
"""

import json
import os
import signal
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import event

from tests.builders import PASSWORD
from webapp.core import db, passwords
from webapp.factory import create_app

CHEAP = PasswordHasher(1, 8, 1)
ADDRESS = "writer{}-{}@example.com"
Say = Callable[..., None]


def phone(number: int, thread: int, turn: int) -> str:
    """A number that no other change of the run uses."""
    return f"+4420{7000 + number * 100 + thread:04}{turn:04}"


def token(page: str) -> str:
    """The token of the page's first form."""
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def change_often(app: Flask, say: Say, number: int, thread: int, rounds: int) -> None:
    """Sign in, change the phone, sign out, again and again."""
    for turn in range(rounds):
        client = app.test_client()
        fields = {"csrf_token": token(client.get("/login").text)}
        fields |= {"email": ADDRESS.format(number, thread), "password": PASSWORD}
        answer = client.post("/login", data=fields)
        say(act="sign-in", status=answer.status_code)
        fields = {"csrf_token": token(client.get("/profile/phone/edit").text)}
        fields["number"] = phone(number, thread, turn)
        answer = client.post("/profile/phone/edit", data=fields)
        say(act="phone", status=answer.status_code, phone=fields["number"])
        answer = client.post("/logout", data={"csrf_token": token(client.get("/logout").text)})
        say(act="sign-out", status=answer.status_code)


def die(*_args: object) -> None:
    """End as if the power had gone."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(app: Flask, moment: str) -> None:
    """Die after a statement, or before the ``commit`` or ``answer`` of a changed number."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement.partition(" SET ")[0])
        if seen[-1].startswith(moment):
            die()

    def before_commit(_connection: object) -> None:
        if moment == "commit" and "UPDATE users" in seen:
            die()

    def before_answer(answer: Any) -> Any:
        if moment == "answer" and "phone-saved" in answer.headers.get("Location", ""):
            die()
        return answer

    with app.app_context():
        event.listen(db.db.engine, "after_cursor_execute", note)
        event.listen(db.db.engine, "commit", before_commit)
    app.after_request(before_answer)


def main(
    environ: Mapping[str, str],
    pipe: Connection,
    errors: Path,
    number: int,
    threads: int,
    rounds: int,
    moment: str,
) -> None:
    """Run the threads to their end, or to the moment; each answer is a line of JSON in the pipe."""
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    one_at_a_time = threading.Lock()

    def say(**facts: object) -> None:
        with one_at_a_time:
            pipe.send_bytes(json.dumps(facts).encode())

    def complain(context: Any) -> None:
        say(act="error", error=str(context.original_exception))

    passwords._hasher = CHEAP
    app = create_app(environ)
    with app.app_context():
        event.listen(db.db.engine, "handle_error", complain)
    if moment:
        arm(app, moment)
    running = [
        threading.Thread(target=change_often, args=(app, say, number, thread, rounds))
        for thread in range(threads)
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
