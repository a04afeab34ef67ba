"""`flask account clear-allowlist`: lets in again who cannot help himself."""

import click
from flask.cli import with_appcontext

from webapp.access.service import addresses
from webapp.core.cli import refusals, utf8


@click.command("clear-allowlist")
@click.argument("email", callback=utf8)
@with_appcontext
@refusals
def clear_allowlist(*, email: str) -> None:
    """Let a user be served from any IP address again; he is told by letter."""
    addresses.clear(email)
    click.echo("This user may be served from any IP address now, and is told by letter.")


COMMANDS = {"account": [clear_allowlist]}
