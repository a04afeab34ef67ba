"""The rules of the house are asked once: SQLite is enough for them."""

import pytest

from tests.house import sources


@pytest.fixture(scope="session", params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """Only rules about the database ask for PostgreSQL, and say so themselves."""
    return request.param


@pytest.fixture(scope="session")
def modules() -> list[sources.Module]:
    """Every Python module of the tree, parsed."""
    return sources.modules()
