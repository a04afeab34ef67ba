"""Somebody who wants to know who signs in."""

import pytest


@pytest.fixture
def anna(build):
    """A client, and so the owner of an account."""
    return build.client("Anna Kovalenko")
