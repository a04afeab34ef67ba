"""What the tests of messaging share: a post office, and applications of a test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import Builder, Someone
from tests.instances import instances
from tests.messaging.post import Post
from webapp.core import logs
from webapp.identity.permissions import Permission


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Build an application with settings of its own."""
    with instances(tmp_path) as make:
        yield make


@pytest.fixture
def anna(build: Builder) -> Someone:
    """A client who is told things."""
    return build.client("Anna Kovalenko")


@pytest.fixture
def crowd(build: Builder, anna: Someone) -> list[str]:
    """Anna's account with six trusted users beside her."""
    for number in range(6):
        build.seat(build.client(f"Member{number} Somebody"), anna, Permission.NOTIFICATIONS_READ)
    return ["anna@example.com", *(f"member{number}@example.com" for number in range(6))]


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """Notifications told, letters carried by a pigeon, and what became of them."""
    logs.configure(app.extensions["clientarea.settings"])  # the application made last is heard
    with app.app_context():
        yield Post(app)
    app.extensions.pop("clientarea.carrier", None)
    app.extensions.pop("clientarea.resting", None)
