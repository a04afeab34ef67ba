"""The references: how cheap a page can be with Flask at all, and with a user, a row and a page.

They are what a careful person would write without any of the product's promises (no CSRF, no
translation, no permissions, no security headers), so that the ratio shows what those cost.
"""

import os
from pathlib import Path
from typing import Any

from flask import Flask, render_template, request
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response

MARKER = "signed in as reference@example.com"


def limit_one() -> Flask:
    """Return the application that answers with a short constant."""
    app = Flask("bench.one", static_folder=None, template_folder=None)

    @app.get("/page")
    def page() -> str:
        return f"<p>Hello, {MARKER}</p>"

    return app


class Base(DeclarativeBase):
    """Base of the one reference model."""


class Person(UserMixin, Base):
    """Somebody who is signed in."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]


def limit_two() -> Flask:
    """Return the application with Flask-Login, one ORM select and a page of 8.5 KB."""
    app = Flask("bench.two", root_path=str(Path(__file__).parent), static_folder=None)
    app.config["SECRET_KEY"] = "reference" * 4
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['BENCH_DATABASE']}"
    options = {"expire_on_commit": False}  # else the row is read again after the change
    db = SQLAlchemy(app, model_class=Base, disable_autonaming=True, session_options=options)
    with app.app_context():
        event.listen(db.engine, "connect", _prepare)
        prepare_rows(db)
    login = LoginManager(app)
    login.session_protection = None

    @login.user_loader  # type: ignore[untyped-decorator]
    def load(identity: str) -> Person | None:
        return db.session.get(Person, int(identity))

    _add_views(app, db)
    return app


def _prepare(connection: Any, _record: object) -> None:
    """Give SQLite the same safety that the product asks for."""
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def prepare_rows(db: SQLAlchemy) -> None:
    """Create the table and its one row, whichever process comes first."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS person (id INTEGER PRIMARY KEY, email, name, phone)"
        )
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO person VALUES (1, 'reference@example.com', 'Reference', '')"
        )


def _add_views(app: Flask, db: SQLAlchemy) -> None:
    @app.post("/enter")
    def enter() -> Response:
        login_user(db.session.get(Person, 1))
        return Response("entered")

    @app.get("/page")
    @login_required  # type: ignore[untyped-decorator]
    def page() -> str:
        return render_template("reference.html", person=person(), marker=MARKER)

    @app.post("/page")
    @login_required  # type: ignore[untyped-decorator]
    def change() -> str:
        person().phone = request.form["number"]
        db.session.commit()
        return render_template("phone.html", person=person())

    def person() -> Person:
        """Return the object: a template would ask its proxy hundreds of times."""
        found: Person = current_user._get_current_object()  # noqa: SLF001 – no other way to it
        return found
