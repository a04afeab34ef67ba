"""Workers that die, and servers that do: no letter is lost, and few come twice."""

import random
import time
from collections import Counter
from email import message_from_bytes

import pytest
from sqlalchemy import update

from tests.builders import Builder
from tests.messaging.post import Post
from tests.messaging.servers import HERE, Office, office
from tests.workers import workers
from webapp.core import db
from webapp.core.clock import now
from webapp.messaging.models import Outgoing, State

KILLS = [(5, 100), pytest.param(50, 1000, marks=pytest.mark.long)]
STAGES = ("MAIL", "RCPT", "DATA", "taken")


class BadOffice(Office):
    """Answers 451 to some letters, hangs up on others it has taken, and may be told to kill."""

    def __init__(self) -> None:
        super().__init__()
        self.chance = random.Random(11)  # noqa: S311 - the same faults in every run
        self.lost_answers = 0
        self.seen: Counter[str] = Counter()
        self.kill_at: tuple[str, int] | None = None
        self.victim = None

    def pass_by(self, stage: str) -> None:
        """Kill the worker if this is the moment."""
        self.seen[stage] += 1
        if self.kill_at == (stage, self.seen[stage]):
            self.victim.process.kill()

    async def handle_MAIL(self, _server, _session, envelope, address, _options):  # noqa: N802
        self.pass_by("MAIL")
        envelope.mail_from = address
        return "250 fine"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        self.pass_by("RCPT")
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.pass_by("DATA")
        fate = self.chance.random()
        if fate < 0.05:
            return "451 try again"
        answer = await super().handle_DATA(server, session, envelope)
        if fate < 0.08:
            self.lost_answers += 1
            server.transport.abort()
        self.pass_by("taken")
        return answer

    def copies(self) -> Counter[str]:
        """How often each letter came, by its name."""
        return Counter(message_from_bytes(letter)["Message-ID"] for letter in self.letters)


@pytest.fixture
def post(app, build: Builder):
    with app.app_context():
        yield Post(app)
    app.extensions.pop("clientarea.carrier", None)


@pytest.fixture
def start(app, environ, tmp_path):
    with workers(environ, tmp_path) as begin:
        yield begin


def hurry(*, nobody_works: bool = False) -> None:
    """Let time pass: pauses are over, and with ``nobody_works`` leases are, too."""
    free = update(Outgoing).values(due_at=now(), claim=None, claimed_until=None)
    with db.write_connection() as connection:
        connection.execute(free if nobody_works else free.where(Outgoing.claim.is_(None)))


@pytest.mark.parametrize(("kills", "count"), KILLS)
def test_workers_are_killed_and_no_letter_is_lost(post, build, start, kills, count):
    anna = build.client("Anna Kovalenko")
    for number in range(count):
        post.tell(anna, key=f"{number}")
    chance = random.Random(7)  # noqa: S311 - the same moments in every run
    with office(BadOffice()) as (kept, port):
        for kill in range(kills):
            stage = STAGES[kill % len(STAGES)]
            kept.kill_at = (stage, kept.seen[stage] + chance.randint(1, count // kills - 1))
            kept.victim = start(mail_server=HERE, mail_port=port)
            while kept.victim.process.poll() is None:
                hurry()
                time.sleep(0.1)
            assert kept.victim.process.returncode < 0
            hurry(nobody_works=True)
        last = start(mail_server=HERE, mail_port=port)
        last.until(lambda: hurry() or (not post.line() and len(post.letters()) == count))
        assert last.stop() == 0
    copies = kept.copies()
    assert set(copies) == {letter.message_id for letter in post.letters()}
    assert post.states() == [State.SENT] * count
    assert sum(copies.values()) - count <= kills + kept.lost_answers


def test_a_worker_killed_while_it_makes_letters_makes_each_once(post, build, start):
    anna = build.client("Anna Kovalenko")
    for number in range(60):
        post.tell(anna, key=f"{number}")
    with office() as (kept, port):
        victim = start(mail_server=HERE, mail_port=port)
        victim.until(lambda: len(post.letters()) >= 30)
        victim.kill()
        hurry(nobody_works=True)
        last = start(mail_server=HERE, mail_port=port)
        last.until(lambda: len(post.letters()) == 60 and not post.line())
    assert len({letter.notification_id for letter in post.letters()}) == 60
    assert post.states() == [State.SENT] * 60
    assert 60 <= len(kept.letters) <= 61


@pytest.mark.parametrize("count", [60, pytest.param(200, marks=pytest.mark.long)])
def test_three_workers_share_the_letters(post, build, start, count):
    anna = build.client("Anna Kovalenko")
    for number in range(count):
        post.tell(anna, key=f"{number}")
    with office() as (kept, port):
        team = [start(mail_server=HERE, mail_port=port) for _ in range(3)]
        team[0].until(lambda: len(post.letters()) == count and not post.line())
        assert [worker.stop() for worker in team] == [0, 0, 0]
    assert len(kept.letters) == count
    assert post.states() == [State.SENT] * count
    assert len(post.history()) == count
    assert [worker.log.read_text() for worker in team] == [""] * 3
