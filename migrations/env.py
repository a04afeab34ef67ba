"""Runs migrations: each in its own transaction, one process at a time."""

from alembic import context
from sqlalchemy import text

from webapp.core import db

LOCK = 7_301_946  # any number, the same in every process
QUEUE = "huey_"


def is_ours(
    _object: object, name: str | None, kind: str, _reflected: object, _other: object
) -> bool:
    """Leave the worker's queue alone, whose tables lie in the same PostgreSQL database."""
    return not (kind == "table" and str(name).startswith(QUEUE))


def run() -> None:
    """Migrate the application's database."""
    with db.write_connection() as connection:  # on SQLite this takes the write lock
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.configure(
            connection=connection,
            target_metadata=db.Base.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=is_ours,
            transactional_ddl=True,
        )
        context.run_migrations()


run()
