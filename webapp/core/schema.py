"""Whether the database's schema fits this code."""

from functools import cache

from sqlalchemy import inspect, text

from webapp.core import db, paths


@cache
def known_revisions() -> tuple[frozenset[str], str | None]:
    """Return every revision this code knows, and the newest one."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - tens of MB, wanted once

    scripts = ScriptDirectory(str(paths.MIGRATIONS))
    known = frozenset(script.revision for script in scripts.walk_revisions())
    return known, scripts.get_current_head()


def database_revision() -> str | None:
    """Return the revision the database is at; None when it was never set up."""
    connection = db.session().connection()
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_behind() -> bool:
    """Tell whether migrations are waiting; a database ahead of the code is served."""
    known, newest = known_revisions()
    found = database_revision()
    return found is None or (found in known and found != newest)


def is_current() -> bool:
    """Tell whether the database is at least at this code's revision."""
    return not is_behind()
