"""The command line: groups of all rooms merged, `flask doctor`, and `flask db`."""

import os
from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.core import doctor, schema
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


def _group(app: Flask, name: str) -> click.Group:
    if not name:
        return app.cli
    found = app.cli.commands.get(name)
    if isinstance(found, click.Group):
        return found
    group = AppGroup(name)
    app.cli.add_command(group)
    return group
