"""Somebody who looks after his ways in."""

import pytest


@pytest.fixture
def anna(build):
    """A client."""
    return build.client("Anna")
