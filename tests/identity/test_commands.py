"""`flask account …`: created, shown, suspended, resumed and closed from a terminal."""

import json

import pytest
from sqlalchemy import func, select

from tests.builders import PASSWORD
from tests.reader import Reader
from webapp.core import db
from webapp.identity import client_ids
from webapp.identity.models import Account, Membership, Role, User
from webapp.messaging.models import Notification

NEW = ("account", "create", "--name", "Acme GmbH", "--email")
ANNA = (*NEW, "Anna@Example.com")


@pytest.fixture
def flask(app):
    """Run a command; return its result."""
    runner = app.test_cli_runner()

    def run(*args: str, **options: str):
        result = runner.invoke(args=args, **options)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        return result

    return run


def refused(result, words: str = "") -> bool:
    """One line on stderr, nothing on stdout, and an exit status that a script sees."""
    line = result.stderr.splitlines()[-1]
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    assert line.startswith("Error: ")
    if result.exit_code == 1:
        assert result.stderr.count("\n") == 1
    return words in line


def created(result) -> str:
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    words = result.stdout.removesuffix("\n").split(" ")
    assert words[:2] == ["Client", "ID"]
    return client_ids.read("".join(words[2:])) or ""


def rows(app, model: type[db.Base]) -> int:
    with app.app_context(), db.write_connection() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar()


def test_an_account_is_created_and_its_pair_signs_in(app, flask, build):
    client_id = created(flask(*ANNA, "--password", PASSWORD))
    user, account = build.stored(User, 1), build.stored(Account, 1)
    assert (user.email, user.name, user.language) == ("Anna@Example.com", "Acme GmbH", "en")
    assert user.confirmed_at is not None
    assert (account.client_id, account.currency) == (client_id, "EUR")
    assert build.stored(Membership, 1).role is Role.OWNER
    assert build.events() == ["account.created"]
    reader = Reader(app).open("/login").submit(email="anna@example.COM", password=PASSWORD)
    assert client_ids.grouped(client_id) in reader.text


def test_every_option_is_kept(flask, build):
    options = ("--currency", "chf", "--language", "de", "--time-zone", "Europe/Zurich")
    created(flask(*ANNA, "--password-stdin", *options, input=f"{PASSWORD}\r\nmore\n"))
    user = build.stored(User, 1)
    assert (user.language, user.time_zone) == ("de", "Europe/Zurich")
    assert build.stored(Account, 1).currency == "CHF"
    assert PASSWORD not in user.password_hash


def test_a_known_email_gets_another_account_and_keeps_the_password(app, flask, build):
    first = created(flask(*ANNA, "--password", PASSWORD))
    before = build.stored(User, 1).password_hash
    second = created(flask(*NEW, "ANNA@example.com"))
    assert first != second
    assert (rows(app, User), rows(app, Account), rows(app, Membership)) == (1, 2, 2)
    assert build.stored(User, 1).password_hash == before
    result = flask(*NEW, "anna@example.com", "--password", "another-harbour-lantern-77")
    assert refused(result, "leave the password out")
    assert rows(app, Account) == 2


def test_addresses_are_compared_by_case_and_by_idna(app, flask):
    created(flask(*NEW, "jürgen@bücher.example", "--password", PASSWORD))
    for same in ("JÜRGEN@BÜCHER.example", "jürgen@xn--bcher-kva.example"):
        created(flask(*NEW, same))
    assert rows(app, User) == 1
    created(flask(*NEW, "Große@example.com", "--password", PASSWORD))
    created(flask(*NEW, "GROSSE@example.com"))
    assert rows(app, User) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--email", "anna"], "Enter an e-mail address, like name@example.com."),
        (["--email", ""], "Enter an e-mail address"),
        (["--email", "a@b.example\nBcc: c@d.example"], "Enter an e-mail address"),
        (["--password", "short"], "at least 12 characters"),
        (["--password", "password1234"], "harder to guess"),
        (["--password", "annaannaanna"], "harder to guess"),
        (["--password", ""], "at least 12 characters"),
        (["--currency", "EURO"], "three letters"),
        (["--currency", "€€€"], "three letters"),
        (["--language", "fr"], "'fr'"),
        (["--time-zone", "Mars/Olympus"], "IANA"),
        (["--time-zone", "europe/kyiv"], "IANA"),
        (["--name", ""], "name"),
        (["--name", "  "], "name"),
        (["--name", "x" * 201], "200"),
        (["--name", "line\nbreak"], "name"),
        (["--name", "\udcff"], "name"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_line_and_nothing_is_stored(app, flask, options, words):
    result = flask(*ANNA, "--password", PASSWORD, *options)
    assert refused(result, words), result.stderr
    assert (rows(app, User), rows(app, Account)) == (0, 0)


def test_a_pipe_that_brings_no_password_is_not_taken_for_none_wanted(app, flask):
    assert refused(flask(*ANNA, "--password-stdin", input=""), "at least 12 characters")
    assert refused(flask(*ANNA, "--password-stdin", input="\n"), "at least 12 characters")
    assert refused(flask(*ANNA, "--password-stdin", input=b"\xff\xfe\n" * 9))
    assert (rows(app, User), rows(app, Notification)) == (0, 0)


def test_what_is_missing_is_named(flask):
    assert refused(flask("account", "create", "--name", "Acme"), "--email")
    assert refused(flask("account", "create", "--email", "a@b.example"), "--name")
    assert refused(flask("account", "show"), "CLIENT_ID")


def test_an_account_is_shown_to_people_and_to_programs(flask, build):
    anna = build.client(
        "Anna Kovalenko", phone="+442079460018", notification_email="Bills@example.com"
    )
    grouped = client_ids.grouped(anna.client_id)
    shown = flask("account", "show", anna.client_id)
    assert shown.exit_code == 0
    assert f"client id: {grouped}\n" in shown.stdout
    assert "state: active\n" in shown.stdout
    facts = json.loads(flask("account", "show", grouped, "--json").stdout)
    assert facts.pop("created_at").endswith("+00:00")
    assert facts == {
        "client_id": grouped,
        "name": "Anna Kovalenko",
        "state": "active",
        "currency": "EUR",
        "owner_name": "Anna Kovalenko",
        "owner_email": "anna@example.com",
        "owner_notification_email": "Bills@example.com",
        "owner_phone": "+442079460018",
    }


@pytest.mark.parametrize("command", ["show", "suspend", "resume", "close"])
def test_an_account_that_is_not_there_is_said_in_a_line(flask, command):
    stranger = client_ids.new()
    assert refused(flask("account", command, stranger), "There is no such account.")
    assert refused(flask("account", command, "Anna"), "There is no such account.")
    wrong = stranger[:-1] + str((int(stranger[-1]) + 1) % 10)
    assert refused(flask("account", command, wrong), "check digit does not match")


def test_an_account_is_suspended_resumed_closed_and_resumed(flask, build):
    anna = build.client("Anna")
    steps = [
        ("suspend", "suspended", "account.suspended"),
        ("resume", "active", "account.resumed"),
        ("suspend", "suspended", "account.suspended"),
        ("close", "closed", "account.closed"),
        ("resume", "active", "account.resumed"),
        ("close", "closed", "account.closed"),
    ]
    for command, state, event in steps:
        result = flask("account", command, client_ids.grouped(anna.client_id))
        assert (result.exit_code, result.stderr) == (0, "")
        assert f"  {state}  " in result.stdout
        account = build.stored(Account, anna.account_id)
        assert account.state == state
        assert (account.closed_at is not None) is (state == "closed")
        assert build.events()[-1] == event


@pytest.mark.parametrize(
    ("state", "command"),
    [("active", "resume"), ("suspended", "suspend"), ("closed", "suspend"), ("closed", "close")],
)
def test_a_step_that_the_state_does_not_allow_is_refused(flask, build, state, command):
    anna = build.client("Anna")
    build.change(Account, anna.account_id, state=state)
    assert refused(flask("account", command, anna.client_id), "does not allow this")
    assert build.stored(Account, anna.account_id).state == state
    assert build.events() == []


def test_a_client_id_that_is_taken_is_drawn_again(flask, build, monkeypatch):
    anna = build.client("Anna")
    free = client_ids.new()
    drawn = [anna.client_id, anna.client_id, free]
    monkeypatch.setattr(client_ids, "new", lambda: drawn.pop(0))
    assert created(flask(*NEW, "bert@example.com", "--password", PASSWORD)) == free
    assert drawn == []
