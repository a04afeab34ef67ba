"""`flask doctor`: looks at this installation and says in plain words what to mend."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import indent

import click
from flask.cli import with_appcontext
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from webapp.core import db, leaks, schema, themes
from webapp.core.room import Finding, rooms
from webapp.core.settings import settings


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@with_appcontext
def doctor(*, as_json: bool) -> None:
    """Check the settings, the database and the files. Exits 1 when something needs mending."""
    found = list(findings())
    if as_json:
        rows = [{"ok": f.ok, "subject": f.subject, "advice": f.advice} for f in found]
        click.echo(json.dumps(rows, indent=1))
    else:
        for finding in found:
            click.echo(f"{'ok  ' if finding.ok else 'MEND'}  {finding.subject}")
            if finding.advice:
                click.echo(indent(finding.advice, " " * 6))
    if not all(finding.ok for finding in found):
        raise SystemExit(1)


def findings() -> Iterator[Finding]:
    """Yield what each check of ours and of the rooms found."""
    checks: list[Callable[[], Finding]] = [
        *(_address, _database, _schema, _keys, _leaked_passwords, _theme)
    ]
    checks += [check for room in rooms() for check in room.checks]
    for check in checks:
        yield check()


def _address() -> Finding:
    current = settings()
    if not current.is_production:
        return Finding(
            ok=True,
            subject=f"Public address: {current.public_url} (this machine only)",
            advice="Set CLIENTAREA_PUBLIC_URL to the address that your clients use.",
        )
    advice = "" if current.is_https else "Use https: passwords travel over this connection."
    return Finding(current.is_https, f"Public address: {current.public_url}", advice)


def _database() -> Finding:
    shown = make_url(settings().database_url).render_as_string(hide_password=True)
    try:
        db.connection().execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return Finding(ok=False, subject=f"Database: {shown}", advice=str(error.__cause__ or error))
    return Finding(ok=True, subject=f"Database: {shown}")


def _schema() -> Finding:
    try:
        behind = schema.is_behind()
    except SQLAlchemyError:
        return Finding(ok=False, subject="Schema: unknown", advice="The database does not answer.")
    if behind:
        advice = "Run: flask --app wsgi db upgrade"
        return Finding(ok=False, subject="Schema: behind the code", advice=advice)
    return Finding(ok=True, subject="Schema: fits the code")


def _keys() -> Finding:
    generated = [name for name in ("secret_key", "data_key") if not getattr(settings(), name)]
    if not generated:
        return Finding(
            ok=True, subject="Keys: from the environment", advice="Keep them apart from backups."
        )
    paths = [settings().instance / name for name in generated]
    exposed = [path for path in paths if path.exists() and path.stat().st_mode & 0o077]
    return Finding(
        ok=not exposed,
        subject=f"Keys: generated, in {', '.join(map(str, paths))}",
        advice="Only their owner may read these files: chmod 600." if exposed else "",
    )


def _leaked_passwords() -> Finding:
    name = settings().leaked_passwords
    if not name:
        return Finding(
            ok=True,
            subject="Leaked passwords: not checked",
            advice="Set CLIENTAREA_LEAKED_PASSWORDS to a Have I Been Pwned file to refuse them.",
        )
    found = leaks.problem(Path(name))
    return Finding(not found, f"Leaked passwords: {name}", found)


def _theme() -> Finding:
    folder = settings().theme
    if folder is None:
        return Finding(ok=True, subject="Theme: none")
    found = themes.problems()
    return Finding(not found, f"Theme: {folder}", "\n".join(found))
