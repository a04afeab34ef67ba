"""What the tests of sign-in share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import Builder, Someone
from tests.hasher import Observed
from tests.instances import instances
from webapp.core import passwords


@pytest.fixture
def anna(build: Builder) -> Someone:
    """A client who knows her password."""
    return build.client("Anna Kovalenko")


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Build an application with settings of its own."""
    with instances(tmp_path) as make:
        yield make


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Observed:
    """Count the hashes that a test costs."""
    observed = Observed()
    monkeypatch.setattr(passwords, "_hasher", observed)
    return observed
