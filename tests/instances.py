"""Applications of a test's own, with a SQLite database each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from jinja2 import StrictUndefined
from sqlalchemy import text

from webapp.core import db
from webapp.core.schema import connect_migrations
from webapp.factory import create_app

KEY = "another-test-key-that-is-long-enough-for-anyone"


def variables(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of an instance: ``variables(folder, cookie_name="two")``."""
    chosen = {
        "instance_dir": str(folder),
        "secret_key": KEY,
        "data_key": KEY,
        "log_level": "CRITICAL",
        **settings,
    }
    return {f"CLIENTAREA_{name.upper()}": value for name, value in chosen.items()}


@contextmanager
def migrated(environ: Mapping[str, str]) -> Iterator[Flask]:
    """Build an application, strict about its templates, and bring its database up to date."""
    app = create_app(environ)
    app.testing = True
    app.jinja_env.undefined = StrictUndefined
    with app.app_context():
        connect_migrations(app)
        upgrade()
    try:
        yield app
    finally:
        with app.app_context():
            db.db.engine.dispose()


@contextmanager
def instances(folder: Path) -> Iterator[Callable[..., Flask]]:
    """Build applications by settings: ``make_app(public_url="https://example.com")``."""
    built: list[Flask] = []

    def make(*, migrated: bool = True, **settings: str) -> Flask:
        app = create_app(variables(folder / f"instance-{len(built)}", **settings))
        app.testing = True
        app.jinja_env.undefined = StrictUndefined
        built.append(app)
        if migrated:
            with app.app_context():
                connect_migrations(app)
                upgrade()
        return app

    try:
        yield make
    finally:
        for app in built:
            with app.app_context():
                db.db.engine.dispose()


def empty(app: Flask) -> None:
    """Take every row out of a database."""
    with app.app_context(), db.write_connection() as connection:
        tables = [table.name for table in reversed(db.Base.metadata.sorted_tables)]
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
        else:
            for table in tables:
                connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
