"""A database that the demo has filled, for many tests that only look at it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from tests.instances import empty
from webapp.core import db
from webapp.demo import service

Ask = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def filled(application: Flask) -> Iterator[Flask]:
    """An application whose database holds the demo."""
    with application.app_context():
        assert service.fill()
    yield application
    empty(application)


@pytest.fixture(scope="module")
def ask(filled: Flask) -> Ask:
    """Ask the demo's database: ``ask("SELECT …")``."""

    def rows(query: str, **known: object) -> list[Any]:
        with filled.app_context(), db.write_connection() as connection:
            return list(connection.execute(text(query), known).all())

    return rows
