"""The text of docs/permissions.md, made from the marks on the routes and the presets."""

from flask import Flask

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

HEAD = """# Permissions

Made from the code by `tests/house/test_permissions.py`: change the decorators on the routes or the
presets, then run `UPDATE_SNAPSHOTS=1 python -m pytest tests/house`.

The owner of an account has every permission, other people those of their seat; the presets are
usual sets of them. Rights are read anew at each request; who lacks one is answered 403, and the
section is not in his menu.
"""

WHO = {
    "public": "anyone",
    "own": "every signed-in user, about himself",
    "may": "who has the permission",
}


def permissions_page(app: Flask) -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *_presets(), "", *_routes(app), ""])


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
