"""Somebody who looks after his ways in."""

import pytest

from tests.access.lists import HOME, at


@pytest.fixture
def anna(build):
    """A client."""
    return build.client("Anna")


@pytest.fixture
def anna_at_home(reader, anna):
    """Anna, signed in at home."""
    return at(reader, HOME).sign_in(anna)
