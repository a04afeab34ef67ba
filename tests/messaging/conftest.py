"""What the tests of messaging share: people to tell things, and a post office."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.builders import Builder, Someone
from tests.instances import instances
from tests.messaging.post import Post
from webapp.core import logs
from webapp.identity.permissions import Permission


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


@pytest.fixture(scope="module")
def northwind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application of a provider with a name and a colour."""
    with instances(tmp_path_factory.mktemp("northwind")) as make:
        yield make(brand_name="Northwind", brand_accent="#0b6b50")
