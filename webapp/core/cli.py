"""The command line: groups of all rooms merged, `flask doctor`, and `flask db`."""

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from unicodedata import category

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.core import doctor, schema
from webapp.core.errors import DomainError
from webapp.core.room import Room


def init_app(app: Flask, rooms: Sequence[Room]) -> None:
    """Add every room's commands; ``""`` is the top level."""
    if is_command_line():
        schema.connect_migrations(app)
    app.cli.add_command(doctor.doctor)
    for room in rooms:
        for group, commands in room.commands.items():
            for command in commands:
                _group(app, group).add_command(command)


def is_command_line() -> bool:
    """Tell whether the `flask` command runs us, and no server."""
    return "FLASK_RUN_FROM_CLI" in os.environ


F = TypeVar("F", bound=Callable[..., Any])


def refusals(function: F) -> F:
    """Turn a refusal into one line on stderr and exit status 1."""

    @click.pass_context
    def run(context: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        try:
            return context.invoke(function, *args, **kwargs)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from None

    run.__doc__ = function.__doc__
    return run  # type: ignore[return-value]


def utf8(_context: object, _option: object, value: str | None) -> str | None:
    """Refuse an option that is not UTF-8; a click callback.

    :raises BadParameter: it is not.
    """
    if value is not None and any(category(character) == "Cs" for character in value):
        message = "this is not UTF-8"
        raise click.BadParameter(message)
    return value


def _group(app: Flask, name: str) -> click.Group:
    if not name:
        return app.cli
    found = app.cli.commands.get(name)
    if isinstance(found, click.Group):
        return found
    group = AppGroup(name)
    app.cli.add_command(group)
    return group
