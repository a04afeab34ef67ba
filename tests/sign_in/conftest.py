"""What the tests of sign-in share."""

import pytest

from tests.builders import Builder, Someone
from tests.hasher import Observed
from webapp.core import passwords


@pytest.fixture
def anna(build: Builder) -> Someone:
    """A client who knows her password."""
    return build.client("Anna Kovalenko")


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Observed:
    """Count the hashes that a test costs."""
    observed = Observed()
    monkeypatch.setattr(passwords, "_hasher", observed)
    return observed
