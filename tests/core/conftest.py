"""What the tests of the core share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.instances import instances


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that nobody asks anything."""
    with instances(tmp_path_factory.mktemp("quiet")) as make:
        yield make(migrated=False)
