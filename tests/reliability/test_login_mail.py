"""Mail at each login while the mail server is slow or away: nobody waits, nothing is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes

import pytest
from sqlalchemy import update

from tests.messaging.post import Post
from tests.messaging.servers import HERE, Script, office
from tests.reader import Reader
from tests.workers import workers
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import LoginMail
from webapp.messaging.models import Outgoing, State


@pytest.fixture
def anna(build):
    """Somebody who wants to know of each sign-in."""
    return build.client("Anna Kovalenko", login_mail=LoginMail.EVERY)


@pytest.fixture
def post(app):
    with app.app_context():
        yield Post(app)
    app.extensions.pop("clientarea.carrier", None)


@pytest.fixture
def start(app, environ, tmp_path):
    with workers(environ, tmp_path) as begin:
        yield begin


def hurry() -> None:
    """Let the pause before the next try be over."""
    free = update(Outgoing).where(Outgoing.claim.is_(None)).values(due_at=now())
    with db.write_connection() as connection:
        connection.execute(free)


def sign_in_and_out(app, anna) -> None:
    """As a server does it: in a thread that knows nothing of the application of this one."""

    def act() -> str:
        reader = Reader(app).sign_in(anna)
        came_to = reader.address
        reader.open("/logout").submit()
        return came_to

    with ThreadPoolExecutor(1) as server:
        assert server.submit(act).result() == "/account"


def subjects(letters: list[bytes]) -> list[str]:
    return [message_from_bytes(letter)["Subject"] for letter in letters]


def test_while_the_server_says_nothing_people_sign_in_and_the_letters_leave_when_it_speaks(
    app, anna, post, start
):
    asked, speaks = threading.Event(), threading.Event()

    def think() -> str:
        asked.set()
        speaks.wait()
        return "220 here"

    with Script(greeting=think) as server:
        worker = start(mail_server=HERE, mail_port=server.port)
        sign_in_and_out(app, anna)
        worker.until(asked.is_set)
        for _ in range(3):
            sign_in_and_out(app, anna)
        assert server.letters == []
        assert post.states()[:1] == [State.QUEUED]
        speaks.set()
        worker.until(lambda: len(server.letters) == 4 and not post.line())
        assert worker.stop() == 0
    assert subjects(server.letters) == ["Sign-in from a new device"] * 4
    assert post.states() == [State.SENT] * 4


def test_while_the_server_is_away_people_sign_in_and_the_letter_leaves_when_it_is_back(
    app, anna, post, start
):
    with office() as (_kept, port):
        pass
    worker = start(mail_server=HERE, mail_port=port)
    sign_in_and_out(app, anna)
    worker.until(lambda: post.history() and not any(row.claim for row in post.line()))
    sign_in_and_out(app, anna)
    assert set(post.states()) == {State.QUEUED}
    with Script() as server:
        other = start(mail_server=HERE, mail_port=server.port)
        other.until(lambda: hurry() or (len(server.letters) == 2 and not post.line()))
    assert post.states() == [State.SENT] * 2


def test_a_worker_that_is_not_there_keeps_nobody_waiting_either(app, anna, post, start):
    sign_in_and_out(app, anna)
    assert post.letters() == []
    with office() as (kept, port):
        worker = start(mail_server=HERE, mail_port=port)
        worker.until(lambda: len(kept.letters) == 1 and not post.line())
    assert post.states() == [State.SENT]
