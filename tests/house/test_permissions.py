"""Who may do what: asked of every route as everybody, and told in docs/permissions.md."""

import pytest

from tests.builders import Builder
from tests.house.documented import permissions_page
from tests.house.matrix import NO_TOKEN, ROLES, SEATS, World, requests
from tests.house.snapshots import compare
from webapp.core.access import Access

Answers = dict[tuple[str, str, str, str], str]

STRANGERS = {"anonymous", "disabled", "expired"}
NOT_LET_IN = {"303 sign in", "401 sign in"}
HEALTH = {"/healthz", "/readyz"}


@pytest.fixture
def answers(app) -> Answers:
    """What everybody got: (method, address, "plain" or "htmx", role) → answer."""
    world = World(app, Builder(app))
    return {
        (asked.method, asked.rule, kind, role): world.ask(asked, role, htmx=kind == "htmx")
        for asked in requests(app)
        for kind in ("plain", "htmx")
        for role in ROLES
        if asked.method == "POST" or role != NO_TOKEN
    }


def mark(app, address: str) -> Access:
    rule = next(rule for rule in app.url_map.iter_rules() if rule.rule == address)
    return app.view_functions[rule.endpoint].access


def check_marks(app, answers: Answers) -> None:
    """Hold the answers to the marks on the routes, so that no snapshot can bless a hole."""
    for (method, address, kind, role), answer in answers.items():
        where = f"{method} {address} ({kind}) as {role}: {answer}"
        access = mark(app, address)
        if role == NO_TOKEN:
            assert answer == "400", where
        elif access.kind == "public":
            assert answer not in NOT_LET_IN, where
        elif role in STRANGERS:
            assert answer == ("401 sign in" if kind == "htmx" else "303 sign in"), where
        elif access.permission and role in SEATS:
            assert (answer == "403") == (access.permission not in SEATS[role]), where
        elif access.permission and role == "closed" and method == "POST":
            assert answer == "403", where
        else:
            assert answer not in NOT_LET_IN, where
        assert answer < "5", where


def as_table(answers: Answers) -> str:
    """Lay the answers out: a line for each way to ask, a column for each role."""
    lines: dict[tuple[str, str, str], list[str]] = {}
    for (method, address, kind, _role), answer in answers.items():
        lines.setdefault((address, method, kind), []).append(answer.replace(" sign in", " ->"))
    rows = [f"{'':<39}" + "".join(f"{role:<10}" for role in ROLES).rstrip()]
    for (address, method, kind), cells in sorted(lines.items()):
        head = f"{method:<5}{address:<28}{kind:<6}"
        rows.append(head + "".join(f"{cell:<10}" for cell in cells).rstrip())
    notes = (
        "Who gets which answer; `->` leads to the sign-in page. Made by tests/house/matrix.py,\n"
        "read by people: every line is a decision. `stranger` owns another account; `no token` is\n"
        "the owner, whose form lacks the CSRF token. `disabled` and `expired` were signed in.\n\n"
    )
    return notes + "\n".join(rows) + "\n"


def test_everybody_gets_the_answers_that_were_reviewed(application, answers, checkout):
    check_marks(application, answers)
    compare(checkout / "tests/house/permissions.txt", as_table(answers))


def test_the_page_about_permissions_says_what_the_code_does(application, checkout):
    compare(checkout / "docs/permissions.md", permissions_page(application))
