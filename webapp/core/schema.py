"""Whether the database's schema fits this code, and how it is brought there."""

import re
from functools import cache

from flask import Flask
from sqlalchemy import inspect, text

from webapp.core import db, paths

REVISION = re.compile(r'^(revision|down_revision)\b.*= "(.+)"$', re.MULTILINE)


def connect_migrations(app: Flask) -> None:
    """Make `flask db` work; only for the command line, since Alembic costs tens of MB."""
    from flask_migrate import Migrate  # noqa: PLC0415

    Migrate(app, db.db, directory=str(paths.MIGRATIONS))


@cache
def known_revisions() -> tuple[frozenset[str], str]:
    """Return every revision this code knows, and the newest one, from the migrations' heads."""
    known: set[str] = set()
    followed: set[str] = set()
    for script in (paths.MIGRATIONS / "versions").glob("*.py"):
        found = dict(REVISION.findall(script.read_text()))
        known.add(found["revision"])
        followed.add(found.get("down_revision", ""))
    (newest,) = known - followed
    return frozenset(known), newest


def database_revision() -> str | None:
    """Return the revision the database is at; None when it was never set up."""
    connection = db.connection()
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_behind() -> bool:
    """Tell whether migrations are waiting; a database ahead of the code is served."""
    known, newest = known_revisions()
    found = database_revision()
    return found is None or (found in known and found != newest)
