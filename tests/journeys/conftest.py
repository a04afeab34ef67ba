"""Applications that a journey starts from nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.instances import instances


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Build an application with settings of its own."""
    with instances(tmp_path) as make:
        yield make
