"""What a room hands to the factory, so that neighbours need not know each other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import click
from flask import Blueprint, current_app

Words = Any
"""A translated text, usually lazy: read with ``str()`` while a reader is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """One line of the menu: its words, its view, and the permission it needs, if any."""

    label: Words
    endpoint: str
    permission: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A piece of another room's page, lowest ``order`` first.

    ``context`` returns what its template needs to know.
    """

    place: str
    template: str
    context: Callable[[], Mapping[str, object]] = dict
    order: int = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of ``flask doctor`` found; ``advice`` says how to mend it."""

    ok: bool
    subject: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailType:
    """A kind of notification, like ``security.phone_changed``.

    ``secrets`` are the facts that only the addressee may ever read: such a letter goes to his
    sign-in e-mail alone and is kept masked.
    """

    id: str
    category: str
    title: Words
    secrets: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that waits in rows and is done by the worker, which asks every second.

    ``due`` returns the ids of rows that wait, at most as many as asked for; ``run`` does one of
    them, and nothing when somebody else did it meanwhile.
    """

    name: str
    due: Callable[[int], Sequence[int]]
    run: Callable[[int], object]


Sweep = Callable[[], int]
"""Deletes a small number of rows that were kept long enough, and says how many."""


class Subject(Protocol):
    """Whoever arrives or asks for a page, as far as guards need to know him."""

    @property
    def user_id(self) -> int:
        """Return who he is."""

    @property
    def is_arriving(self) -> bool:
        """Tell whether he signs in just now, and so has no session yet."""


@dataclass(frozen=True, slots=True)
class Step:
    """A page that somebody must pass before he may go on; those ``beside`` it are open, too."""

    endpoint: str
    beside: frozenset[str] = frozenset()

    def is_open(self, endpoint: str | None) -> bool:
        """Tell whether a view may be used meanwhile."""
        return endpoint == self.endpoint or endpoint in self.beside


Guard = Callable[[Any], Step | None]
"""Called with a :class:`Subject` when he arrives and at every request; refuses by raising."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Everything a room registers. All of it is optional but the name.

    ``events`` are sentences for types of activity events, like ``sign_in.ended``, or for one of
    their reasons, like ``sign_in.ended:signed-out``; ``%(name)s`` in them is a fact.
    """

    name: str
    blueprints: Sequence[Blueprint] = ()
    menu: MenuEntry | None = None
    guards: Sequence[Guard] = ()
    panels: Sequence[Panel] = ()
    commands: Mapping[str, Sequence[click.Command]] = field(default_factory=dict)
    checks: Sequence[Callable[[], Finding]] = ()
    statuses: Mapping[str, Words] = field(default_factory=dict)
    events: Mapping[str, Words] = field(default_factory=dict)
    mail_types: Sequence[MailType] = ()
    jobs: Sequence[Job] = ()
    sweeps: Sequence[Sweep] = ()


def rooms() -> tuple[Room, ...]:
    """Return the current application's rooms, in the order of the menu."""
    return cast("tuple[Room, ...]", current_app.extensions["clientarea.rooms"])


def panels(place: str) -> list[Panel]:
    """Return the panels that rooms registered for a page."""
    found = [panel for room in rooms() for panel in room.panels if panel.place == place]
    return sorted(found, key=lambda panel: panel.order)


def furnished(place: str) -> dict[str, object]:
    """Return what a page's template needs to show the panels registered for it."""
    registered = panels(place)
    facts = {name: fact for panel in registered for name, fact in panel.context().items()}
    return {**facts, "panels_here": [panel.template for panel in registered]}


def guard(subject: Subject) -> Step | None:
    """Ask every room whether somebody may go on; return the page that he must pass first, if any.

    :raises DomainError: a room refuses.
    """
    first = None
    for room in rooms():
        for ask in room.guards:
            step = ask(subject)  # all of them: a refusal counts more than a step
            first = first or step
    return first
