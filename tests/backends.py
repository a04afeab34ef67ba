"""On which databases a test runs: on both, unless one is enough."""

from collections.abc import Iterator

import pytest

from tests.postgres import start_postgres

BACKENDS = ("sqlite", "postgresql")
ON_SQLITE = {"house", "browser", "textbrowsers"}
"""Folders whose tests cannot tell the databases apart, or say themselves when they can."""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL for this process of the test run."""
    with start_postgres() as url:
        yield url


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that asks for an application on both databases.

    A folder or a module for which one is enough says so; a second fixture of this name would
    not do, since pytest keeps applications made with one when it goes on with the other.
    """
    marks = metafunc.definition.iter_markers("parametrize")
    if "backend" in metafunc.fixturenames and not any("backend" in mark.args[0] for mark in marks):
        folder = metafunc.definition.path.parent.name
        is_one_enough = folder in ON_SQLITE or hasattr(metafunc.module, "ON_SQLITE")
        metafunc.parametrize(
            "backend", BACKENDS[:1] if is_one_enough else BACKENDS, indirect=True, scope="session"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the long run what both databases are bound to answer alike.

    That is pages as htmx gets them, and what is marked as ``seldom_on_postgresql``.
    """
    for item in items:
        chosen = getattr(getattr(item, "callspec", None), "params", {})
        is_alike = chosen.get("kind") == "htmx" or item.get_closest_marker("seldom_on_postgresql")
        if chosen.get("backend") == "postgresql" and is_alike:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """The database of this test."""
    return request.param
