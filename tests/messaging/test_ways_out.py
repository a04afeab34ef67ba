"""Ways out: letters arrive whole, and every refusal is understood as what it is."""

import json
import mailbox

import pytest

from tests.live import free_port
from tests.messaging.servers import HERE, RIGHT, Script, certified, office
from webapp.messaging import ways_out
from webapp.messaging.transport import Deferred, Refused, Unreachable

SENDER, ANNA = "no-reply@example.com", "anna@example.com"
LETTER = b"To: anna@example.com\r\nSubject: Hello\r\n\r\nWords\r\n.\r\n..dots\r\nend\r\n"


@pytest.fixture
def way(make_app):
    """The way out that some settings choose: ``way(mail_server=…)``."""
    opened: list = []

    def choose(**settings: str):
        app = make_app(migrated=False, **settings)
        context = app.app_context()
        context.push()
        opened.append((context, ways_out.chosen()))
        return opened[-1][1]

    yield choose
    for context, transport in reversed(opened):
        transport.close()
        context.pop()


@pytest.fixture
def to(way):
    """The way to a mail server on loopback: ``to(port, mail_use_tls="true")``."""
    return lambda port, **settings: way(mail_server=HERE, mail_port=port, **settings)


def refusal(transport, to: str = ANNA) -> Deferred:
    with pytest.raises(Deferred) as caught:
        transport.send(SENDER, to, LETTER)
    return caught.value


def test_without_a_server_letters_lie_in_a_maildir(way, tmp_path):
    transport = way()
    said = transport.send(SENDER, ANNA, LETTER)
    folder = tmp_path / "instance-0" / "mail"
    assert (folder / said).read_bytes() == LETTER
    (letter,) = mailbox.Maildir(folder)
    assert letter["Subject"] == "Hello"
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_out_of_reach_until_it_can(way, tmp_path):
    folder = tmp_path / "instance-0" / "mail"
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    transport = way()
    assert type(refusal(transport)) is Unreachable
    folder.unlink()
    assert transport.send(SENDER, ANNA, LETTER).startswith("new/")


def test_a_mail_server_gets_the_letter_as_it_is(to):
    with office() as (kept, port):
        assert to(port).send(SENDER, ANNA, LETTER) == "taken"
    assert kept.letters == [LETTER]
    assert kept.recipients == [ANNA]


def test_the_number_that_a_server_gives_a_letter_is_told(to):
    answers = iter(["250 2.0.0 queued as 4711", "250-2.0.0 queued\r\n250 as 4712"])
    with Script(**{".": lambda: next(answers)}) as server:
        transport = to(server.port)
        assert transport.send(SENDER, ANNA, LETTER) == "2.0.0 queued as 4711"
        assert transport.send(SENDER, ANNA, LETTER) == "2.0.0 queued as 4712"


def test_many_letters_go_over_one_connection(to):
    with office() as (kept, port):
        transport = to(port)
        for _ in range(20):
            transport.send(SENDER, ANNA, LETTER)
    assert len(kept.letters) == 20
    assert len(kept.connections) == 1


def test_a_connection_is_not_kept_for_ever(to, monkeypatch):
    monkeypatch.setattr(ways_out, "LETTERS_PER_CONNECTION", 2)
    with office() as (kept, port):
        transport = to(port)
        for _ in range(5):
            transport.send(SENDER, ANNA, LETTER)
    assert len(kept.letters) == 5
    assert len(kept.connections) == 3


def test_a_connection_that_was_closed_is_opened_again(to):
    with office() as (kept, port):
        transport = to(port)
        transport.send(SENDER, ANNA, LETTER)
        transport.close()
        transport.close()
        transport.send(SENDER, ANNA, LETTER)
    assert len(kept.letters) == len(kept.connections) == 2


def test_a_server_that_hangs_up_after_taking_a_letter_is_asked_again(to):
    answers = iter(["", "250 taken"])
    with Script(**{".": lambda: next(answers)}) as server:
        transport = to(server.port)
        problem = refusal(transport)
        assert type(problem) is Deferred
        assert transport.send(SENDER, ANNA, LETTER) == "taken"
        assert server.connections == 2
        assert len(server.letters) == 2


def test_nobody_listens(to):
    problem = refusal(to(str(free_port())))
    assert type(problem) is Unreachable
    assert "refused" in problem.said


@pytest.mark.parametrize("host", ["mail..example.com", f"{'x' * 64}.example.com"])
def test_a_name_that_no_server_can_have_costs_no_letter(way, host):
    assert type(refusal(way(mail_server=host))) is Unreachable


@pytest.mark.parametrize(
    ("answers", "kind", "code"),
    [
        ({"greeting": "421 too busy"}, Unreachable, ""),
        ({"greeting": "554 not for you"}, Unreachable, ""),
        ({"greeting": ""}, Unreachable, ""),
        ({"EHLO": "554 no", "HELO": "554 no"}, Unreachable, ""),
        ({"MAIL": "421 going down"}, Unreachable, "421"),
        ({"MAIL": "451 later"}, Deferred, "451"),
        ({"MAIL": "550 who are you?"}, Unreachable, "550"),
        ({"MAIL": "530 sign in first"}, Unreachable, "530"),
        ({"MAIL": "552 too large"}, Refused, "552"),
        ({"RCPT": "421 going down"}, Unreachable, "421"),
        ({"RCPT": "450 greylisted"}, Deferred, "450"),
        ({"RCPT": "451 later"}, Deferred, "451"),
        ({"RCPT": "550 no such mailbox"}, Refused, "550"),
        ({"RCPT": ""}, Deferred, ""),
        ({"DATA": "451 later"}, Deferred, "451"),
        ({"DATA": "554 no"}, Refused, "554"),
        ({".": "451 later"}, Deferred, "451"),
        ({".": "421 going down"}, Unreachable, "421"),
        ({".": "550 looks like advertising"}, Refused, "550"),
        ({"RCPT": "550-5.1.1 no\r\n550 such mailbox"}, Refused, "550"),
        ({"greeting": "\r\n".join(["220-and"] * 999)}, Unreachable, ""),
        ({"RCPT": "\r\n".join(["250-and"] * 999)}, Deferred, ""),
        ({"RCPT": "250 " + "a" * 99_999}, Deferred, ""),
    ],
)
def test_what_a_server_says_is_understood(to, answers, kind, code):
    with Script(**answers) as server:
        problem = refusal(to(server.port))
    assert type(problem) is kind
    assert problem.code == code
    assert problem.said
    assert problem.said.isprintable()


def test_a_refused_letter_does_not_cost_the_connection(to):
    answers = iter(["550 no such mailbox", "250 fine"])
    with Script(RCPT=lambda: next(answers)) as server:
        transport = to(server.port)
        assert type(refusal(transport)) is Refused
        transport.send(SENDER, ANNA, LETTER)
        assert server.connections == 1


@pytest.mark.parametrize(("place", "kind"), [("greeting", Unreachable), (".", Deferred)])
def test_nobody_waits_for_ever(to, monkeypatch, place, kind):
    monkeypatch.setattr(ways_out, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(ways_out, "ANSWER_SECONDS", 0.2)
    with Script(**{place: Script.SILENCE}) as server:
        assert type(refusal(to(server.port))) is kind


def test_a_wrong_password_is_out_of_reach_and_told_without_it(to, capsys):
    with office(wants_password=True) as (kept, port):
        wrong = to(port, mail_username="us", mail_password="guessed-password")
        problem = refusal(wrong)
        assert type(problem) is Unreachable
        assert "535" in problem.said
        assert "guessed-password" not in problem.said
        right = to(port, mail_username="us", mail_password=RIGHT)
        right.send(SENDER, ANNA, LETTER)
    assert len(kept.letters) == 1
    shown = capsys.readouterr()
    assert RIGHT not in shown.out + shown.err


def test_encryption_that_is_demanded_and_not_offered_sends_nothing(to):
    with Script() as server:
        transport = to(server.port, mail_use_tls="true", mail_username="us", mail_password=RIGHT)
        problem = refusal(transport)
        assert type(problem) is Unreachable
        assert "STARTTLS" in problem.said
        assert not any(line.startswith(("AUTH", "MAIL")) for line in server.heard)


@pytest.mark.parametrize("how", ["mail_use_tls", "mail_use_ssl"])
@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_server_must_be_who_it_says(to, tmp_path, monkeypatch, how, is_trusted):
    context, chain = certified(tmp_path)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    way_in = "ssl_context" if how == "mail_use_ssl" else "tls_context"
    with office(**{way_in: context}) as (kept, port):
        transport = to(port, **{how: "true"})
        if is_trusted:
            transport.send(SENDER, ANNA, LETTER)
        else:
            problem = refusal(transport)
            assert type(problem) is Unreachable
            assert "certificate" in problem.said.lower()
    assert len(kept.letters) == is_trusted


def test_an_address_in_another_script_needs_a_server_that_knows_it(to):
    with office(enable_SMTPUTF8=True) as (kept, port):
        to(port).send(SENDER, "анна@example.com", LETTER)
    assert kept.recipients == ["анна@example.com"]
    with office(enable_SMTPUTF8=False) as (kept, port):
        transport = to(port)
        problem = refusal(transport, "анна@example.com")
        assert type(problem) is Refused
        assert "SMTPUTF8" in problem.said
        transport.send(SENDER, ANNA, LETTER)
    assert kept.recipients == [ANNA]


@pytest.mark.parametrize(
    ("settings", "port"),
    [
        ({}, 25),
        ({"mail_use_tls": "true"}, 587),
        ({"mail_use_ssl": "true"}, 465),
        ({"mail_port": "2525", "mail_use_tls": "true"}, 2525),
    ],
)
def test_each_kind_of_encryption_has_its_port(way, settings, port):
    assert way(mail_server="mail.example.com", **settings).connection.mail.port == port


def test_nothing_that_a_server_said_breaks_a_line_of_ours(to):
    with Script(RCPT="550 \x1b[31mred\x07 \xe9 no") as server:
        problem = refusal(to(server.port))
    assert problem.said.isprintable()
    assert json.dumps(problem.said)
