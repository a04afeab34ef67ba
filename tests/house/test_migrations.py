"""Migrations go up and down, with data, on both databases, and end at the models."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from tests.house import sources
from webapp.core import db, schema
from webapp.factory import create_app

NEWEST = schema.known_revisions()[1]
SAMPLES = {
    bool: True,
    bytes: b"0" * 32,
    datetime: datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
    dict: {},
    object: {},  # JSON
    int: 1,
    str: "x",
}
CHECKED = {("notifications", "user_id"): 1}
"""What a sample row needs although its column may be empty: a check demands it."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def environ(request, tmp_path) -> Iterator[dict[str, str]]:
    """Variables of an instance whose database has never been set up."""
    variables = {
        "CLIENTAREA_INSTANCE_DIR": str(tmp_path / "instance"),
        "CLIENTAREA_SECRET_KEY": "a-test-key-that-is-long-enough-for-anyone",
        "CLIENTAREA_LOG_LEVEL": "ERROR",
    }
    if request.param == "sqlite":
        yield variables
        return
    url = request.getfixturevalue("postgres_url")
    name = f"migrations_{uuid4().hex[:12]}"
    server = sa.create_engine(
        url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield {**variables, "CLIENTAREA_DATABASE_URL": url.replace("/postgres?", f"/{name}?")}
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def fresh(environ) -> Iterator[Flask]:
    """An application on a database that has never been set up."""
    app = create_app(environ)
    with app.app_context():
        schema.connect_migrations(app)
        yield app
        db.release()
        db.db.engine.dispose()


def revisions() -> list[str]:
    """All revisions, oldest first."""
    scripts = {}
    for module in sources.modules("migrations"):
        if module.path.parent.name == "versions":
            found = dict(schema.REVISION.findall(module.text))
            scripts[found.get("down_revision", "")] = found["revision"]
    ordered = [scripts[""]]
    while ordered[-1] in scripts:
        ordered.append(scripts[ordered[-1]])
    return ordered


def tables() -> sa.MetaData:
    """What is in the database now, read back from it."""
    found = sa.MetaData()
    found.reflect(db.db.engine)
    return found


def fill() -> None:
    """Put one row into every empty table."""
    found = tables()
    with db.write_connection() as connection:
        for table in found.sorted_tables:
            if table.name == "alembic_version" or count(connection, table):
                continue
            row = {
                column.name: SAMPLES[column.type.python_type]
                for column in table.columns
                if not column.nullable
            }
            row |= {name: value for (of, name), value in CHECKED.items() if of == table.name}
            connection.execute(table.insert().values(row))


def count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def counts() -> dict[str, int]:
    """How many rows each table has."""
    with db.write_connection() as connection:
        return {
            table.name: count(connection, table)
            for table in tables().sorted_tables
            if table.name != "alembic_version"
        }


def differences() -> list[object]:
    """What Alembic would change to make the database fit the models."""
    with db.db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "render_as_batch": True}
        )
        return list(compare_metadata(context, db.Base.metadata))


def test_there_is_one_line_of_migrations():
    assert revisions()[-1] == NEWEST
    assert len(revisions()) == len(schema.known_revisions()[0])
    assert revisions() == sorted(revisions(), key=lambda name: name[:10]), "by date"


def test_the_newest_schema_is_that_of_the_models(fresh):
    upgrade()
    assert differences() == []
    assert not schema.is_behind()


def test_migrations_go_up_down_and_up_again_on_an_empty_database(fresh):
    upgrade()
    downgrade(revision="base")
    assert counts() == {}
    upgrade()
    assert differences() == []


def test_each_step_up_keeps_the_rows_that_were_there(fresh):
    for revision in revisions():
        upgrade(revision=revision)
        fill()
        assert set(counts().values()) == {1}, revision
    assert differences() == []


def test_each_step_down_keeps_the_rows_of_the_tables_that_stay(fresh):
    upgrade()
    fill()
    for revision in [*reversed(revisions()[:-1]), "base"]:
        db.release()
        downgrade(revision=revision)
        assert set(counts().values()) <= {1}, revision
    upgrade()
    assert set(counts().values()) == {0}
    assert differences() == []


def test_two_processes_that_migrate_at_once_run_each_step_once(environ):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    environment = {**os.environ, **environ, "FLASK_SKIP_DOTENV": "1"}
    both = [
        subprocess.Popen(
            command,
            cwd=sources.ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _process in range(2)
    ]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    app = create_app(environ)
    with app.app_context():
        assert schema.database_revision() == NEWEST
        db.release()
        db.db.engine.dispose()


def test_a_second_upgrade_changes_nothing(fresh):
    upgrade()
    fill()
    before = counts()
    upgrade()
    assert counts() == before
