"""What the tests of the user settings share."""

import pytest

from tests.builders import Builder, Someone


@pytest.fixture
def anna(build: Builder) -> Someone:
    """A client with a name of her own."""
    return build.client("Anna Kovalenko")
