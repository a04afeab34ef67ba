"""`flask account find`: exactly what the term points to, whatever characters it has."""

import json

import pytest

from webapp.identity import client_ids
from webapp.identity.errors import CheckDigitWrong
from webapp.identity.models import Account, User
from webapp.identity.service.accounts import MOST_FOUND, find_accounts

NAMES = ["Anna Kovalenko", "100% Hosting", "snake_case", "back\\slash", "O'Neill; DROP", "Мельник"]


@pytest.fixture
def found(app, build):
    """Names of the accounts that a term points to."""
    for number, name in enumerate(NAMES):
        build.client(name, email=f"owner{number}@example.com")

    def search(term: str) -> list[str]:
        with app.app_context():
            return [facts.name for facts in find_accounts(term)]

    return search


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("Anna Kovalenko", ["Anna Kovalenko"]),
        ("anna", ["Anna Kovalenko"]),
        ("KOVAL", ["Anna Kovalenko"]),
        ("мельник", ["Мельник"]),
        ("МЕЛЬ", ["Мельник"]),
        ("%", ["100% Hosting"]),
        ("100%", ["100% Hosting"]),
        ("1%g", []),
        ("_", ["snake_case"]),
        ("snake_", ["snake_case"]),
        ("snake-case", []),
        ("\\", ["back\\slash"]),
        ("\\%", []),
        ("\\_", []),
        ("'", ["O'Neill; DROP"]),
        ("' OR 1=1 --", []),
        ("O'Neill; DROP", ["O'Neill; DROP"]),
        ("nobody", []),
        ("?", []),
        (":email", []),
        ("%(email)s", []),
        ("{}", []),
    ],
)
def test_a_part_of_a_name_is_found_letter_by_letter(found, term, names):
    assert found(term) == names


def test_the_owners_name_counts_beside_the_accounts(app, build, found):
    anna = build.client("Bert Brecht")
    build.change(Account, anna.account_id, name="Dreigroschen GmbH")
    assert found("brecht") == ["Dreigroschen GmbH"]
    assert found("groschen") == ["Dreigroschen GmbH"]


def test_a_client_id_finds_exactly_one_and_a_slip_is_told(app, build):
    anna, _bert = build.client("Anna"), build.client("Bert")
    with app.app_context():
        for term in (anna.client_id, client_ids.grouped(anna.client_id), f" {anna.client_id}-"):
            assert [facts.client_id for facts in find_accounts(term)] == [anna.client_id]
        assert find_accounts(client_ids.new()) == []
        with pytest.raises(CheckDigitWrong):
            find_accounts(anna.client_id[:-1] + str((int(anna.client_id[-1]) + 1) % 10))


def test_an_email_for_notifications_finds_its_account_too(app, build):
    anna = build.client("Anna", notification_email="Bills@example.com")
    build.client("Bert")
    with app.app_context():
        (facts,) = find_accounts(" bills@EXAMPLE.com ")
    assert (facts.owner_email, facts.owner_notification_email) == (anna.email, "Bills@example.com")


def test_an_email_finds_all_accounts_of_its_owner(app, build):
    anna, bert = build.client("Anna"), build.client("Bert")
    build.seat(anna, bert)
    with app.app_context():
        for term in ("anna@example.com", " ANNA@Example.com "):
            assert [facts.owner_email for facts in find_accounts(term)] == [anna.email]
        assert find_accounts("nna@example.com") == []


@pytest.mark.parametrize("term", ["+442079460018", "+44 20 7946 0018", "+44 (20) 7946-0018"])
def test_a_phone_number_is_found_however_it_is_grouped(app, build, term):
    build.client("Anna", phone="+442079460018")
    build.client("Bert", phone="+442079460019")
    with app.app_context():
        assert [facts.name for facts in find_accounts(term)] == ["Anna"]


def test_no_more_are_told_than_a_person_can_read(app, build):
    for number in range(MOST_FOUND + 1):
        build.client("Acme", email=f"acme{number}@example.com")
    with app.app_context():
        assert len(find_accounts("acme")) == MOST_FOUND


def test_the_command_prints_lines_or_json_and_exits_1_for_nothing(app, build):
    anna = build.client("Anna Kovalenko")
    build.change(User, anna.user_id, email="Anna@Example.com")
    run = app.test_cli_runner().invoke
    result = run(args=["account", "find", "kovalenko"])
    grouped = client_ids.grouped(anna.client_id)
    assert result.stdout == f"{grouped}  active  Anna Kovalenko  <Anna@Example.com>\n"
    assert result.exit_code == 0
    result = run(args=["account", "find", "kovalenko", "--json"])
    assert [facts["client_id"] for facts in json.loads(result.stdout)] == [grouped]
    result = run(args=["account", "find", "nobody", "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])
    result = run(args=["account", "find", "nobody"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "No account found.\n"
    result = run(args=["account", "find", "\udcff"])
    assert (result.exit_code, result.stdout) == (2, "")
