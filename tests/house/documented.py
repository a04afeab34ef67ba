"""The texts of docs/permissions.md and docs/gate.md, made from the code."""

from flask import Flask

from tests.browser.modes import CHECKS, MODES, cases
from tests.browser.states import EVERYTHING, WITHOUT_A_PAGE
from webapp.identity.permissions import (
    FINANCE,
    FULL_ACCESS,
    READ_ONLY,
    SYSTEM_ADMINISTRATOR,
    Permission,
)

PRESETS = {
    "Full access": FULL_ACCESS,
    "Finance / payer": FINANCE,
    "System administrator": SYSTEM_ADMINISTRATOR,
    "Read only": READ_ONLY,
}

PERMISSIONS = """# Permissions

Made from the code by `tests/house/test_permissions.py`: change the decorators on the routes or the
presets, then run `UPDATE_SNAPSHOTS=1 .venv/bin/python -m pytest tests/house`.

The owner of an account has every permission, other people those of their seat; the presets are
usual sets of them. Rights are read anew at each request; who lacks one is answered 403, and the
section is not in his menu.
"""

GATE = """# The gate

Every state of every page, and how it is looked at before a change is let in. Made from
`tests/browser/modes.py` and `tests/browser/states.py` by `tests/house/test_gate.py`, which fails
when a page is missing: `UPDATE_SNAPSHOTS=1 .venv/bin/python -m pytest tests/house/test_gate.py`
writes it anew. What that proves, and what it does not, is told in
[accessibility.md](accessibility.md).
"""

WHO = {
    "public": "anyone",
    "own": "every signed-in user, about himself",
    "may": "who has the permission",
}


def permissions_page(app: Flask) -> str:
    """Return the whole page."""
    return "\n".join([PERMISSIONS, *_presets(), "", *_routes(app), ""])


def _presets() -> list[str]:
    return [
        "## What the presets include",
        "",
        f"| Permission | {' | '.join(PRESETS)} |",
        f"|---{'|---' * len(PRESETS)}|",
        *(
            f"| `{permission}` | "
            + " | ".join("yes" if permission in preset else "–" for preset in PRESETS.values())
            + " |"
            for permission in Permission
        ),
    ]


def _routes(app: Flask) -> list[str]:
    rows = []
    for rule in app.url_map.iter_rules():
        mark = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        who = f"`{mark.permission}`" if mark.permission else WHO[mark.kind]
        rows.append(f"| `{rule.rule}` | {methods} | {who} |")
    return [
        "## Who may use which address",
        "",
        "A closed account can be read by those who have the permission, but nothing that",
        "belongs to it can be changed.",
        "",
        "| Address | Methods | Who |",
        "|---|---|---|",
        *sorted(rows),
    ]


def gate_page() -> str:
    """Return the whole page."""
    return "\n".join([GATE, *_checks(), "", *_states(), "", *_no_pages(), ""])


def _checks() -> list[str]:
    return [
        "## What is checked in which mode",
        "",
        f"| | {' | '.join(MODES)} |",
        f"|---{'|---' * len(MODES)}|",
        *(
            f"| {words} | "
            + " | ".join("yes" if check in mode.checks else "–" for mode in MODES.values())
            + " |"
            for check, words in CHECKS.items()
        ),
    ]


def _states() -> list[str]:
    looks = {case: "**test**" if is_often else "long" for case, is_often in cases().items()}
    return [
        "## Which state is looked at in which mode",
        "",
        "**test**: each time (`make test`). long: in the full sweep (`make test-long`).",
        "",
        f"| State | Shows | {' | '.join(MODES)} |",
        f"|---|---{'|---' * len(MODES)}|",
        *(
            f"| {name} | `{state.shows}` | "
            + " | ".join(looks.get((name, mode), "–") for mode in MODES)
            + " |"
            for name, state in EVERYTHING.items()
        ),
    ]


def _no_pages() -> list[str]:
    lines = [f"- `{endpoint}`: {reason}." for endpoint, reason in WITHOUT_A_PAGE.items()]
    return ["## Addresses that are no pages", "", *lines]
