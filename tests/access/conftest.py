"""Somebody who looks after her ways in, and a second process that serves her, too."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.access.lists import HOME, at
from tests.builders import Builder, Someone
from tests.reader import Reader
from webapp.core import db
from webapp.factory import create_app


@pytest.fixture
def anna(build: Builder) -> Someone:
    """A client."""
    return build.client("Anna")


@pytest.fixture
def anna_at_home(reader: Reader, anna: Someone) -> Reader:
    """Anna, signed in at home."""
    return at(reader, HOME).sign_in(anna)


@pytest.fixture
def elsewhere(app: Flask, environ: dict[str, str]) -> Iterator[Flask]:
    """Another application on the same database, as in another process."""
    other = create_app(environ)
    yield other
    with other.app_context():
        db.db.engine.dispose()
