"""Fixtures for every test: databases, an application on each, readers, builders."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from shutil import which
from typing import NoReturn

import pytest
from flask import Flask

from tests.backends import (
    backend,
    postgres_url,
    pytest_collection_modifyitems,
    pytest_generate_tests,
)
from tests.builders import Builder
from tests.instances import empty, instances, migrated
from tests.postbox import Postbox
from tests.reader import Reader
from tests.statements import count_statements

__all__ = ["backend", "postgres_url", "pytest_collection_modifyitems", "pytest_generate_tests"]


@pytest.fixture(scope="session")
def environ(
    request: pytest.FixtureRequest, backend: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Variables of an instance of its own."""
    folder = tmp_path_factory.mktemp("instance")
    variables = {
        "CLIENTAREA_INSTANCE_DIR": str(folder),
        "CLIENTAREA_SECRET_KEY": "a-test-key-that-is-long-enough-for-anyone",
        "CLIENTAREA_LOG_LEVEL": "ERROR",
    }
    if backend == "postgresql":
        variables["CLIENTAREA_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    return variables


@pytest.fixture(scope="session")
def application(environ: dict[str, str]) -> Iterator[Flask]:
    """One application for many tests; ``app`` empties its database after each."""
    with migrated(environ) as built:
        yield built


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """An application with an empty database."""
    yield application
    empty(application)


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Build an application with settings of its own."""
    with instances(tmp_path) as make:
        yield make


@pytest.fixture
def build(app: Flask) -> Builder:
    """People, accounts and seats, said in one line each."""
    return Builder(app)


@pytest.fixture(params=["plain", "htmx"])
def kind(request: pytest.FixtureRequest) -> str:
    """A reader without and with htmx."""
    return request.param


@pytest.fixture
def reader(app: Flask, kind: str) -> Reader:
    """A strict reader of pages, once plain and once with htmx."""
    return Reader(app, kind)


@pytest.fixture
def plain(app: Flask) -> Reader:
    """A strict reader whose browser runs no scripts."""
    return Reader(app, "plain")


@pytest.fixture
def postbox(app: Flask) -> Postbox:
    """The letters that arrive when the worker has done all its jobs."""
    return Postbox(app)


@pytest.fixture
def queries(application: Flask):
    """Count the SQL statements that a block sends: ``with queries() as sent: …``."""
    return partial(count_statements, application)


@pytest.fixture
def tool():
    """Find a program that a test drives; without it, skip, or fail where it is required."""

    def find(name: str, package: str) -> str:
        return which(name) or missing(f"{name} is not installed: apt-get install {package}")

    return find


def missing(words: str) -> NoReturn:
    """Skip a test for want of a tool, or fail if this run must not skip any."""
    if os.environ.get("CLIENTAREA_TEST_REQUIRE_TOOLS"):
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture
def checkout() -> Path:
    """The folder of the source tree."""
    return Path(__file__).resolve().parent.parent
