"""A state of a page, and the ways to say how a reader gets there."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.applications import failing
from tests.browser.visit import Visit


@dataclass(frozen=True, slots=True)
class State:
    """The view whose page it is, or the status of the error; and how one gets there."""

    shows: str | int
    reach: Callable[[Visit], object]


def client(endpoint: str, path: str) -> State:
    """Show a page that a client opens."""
    return State(endpoint, lambda visit: visit.arrive(path))


def anyone(endpoint: str, path: str) -> State:
    """Show a page that a stranger opens."""
    return State(endpoint, lambda visit: visit.open(path))


def changing(endpoint: str, panel: str, section: str = "/profile") -> State:
    """Show a section while a panel is changed in place."""
    return State(endpoint, lambda visit: visit.changing(panel, section))


def cancelled(endpoint: str, panel: str, section: str = "/profile") -> State:
    """Show a section after a panel was left unchanged."""
    return State(endpoint, lambda visit: visit.cancelled(panel, section))


def failed(status: int) -> State:
    """Show an error that needs an application of its own."""
    return State(status, lambda visit: failing(visit, status))
