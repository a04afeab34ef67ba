"""What the rules of the house share."""

import pytest

from tests.house import sources


@pytest.fixture(scope="session")
def modules() -> list[sources.Module]:
    """Every Python module of the tree, parsed."""
    return sources.modules()
