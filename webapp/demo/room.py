"""`flask demo`: fills an empty database with accounts one can sign in to."""

import click
from flask.cli import with_appcontext

from webapp.core.room import Room
from webapp.core.settings import settings
from webapp.demo import service


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Fill an empty database with the demo and print the sign-in pairs."""
    if settings().is_production:
        message = "The demo is for this machine only, not for a public address."
        raise click.ClickException(message)
    if not service.fill():
        message = "This database has accounts that are not the demo's: left as it is."
        raise click.ClickException(message)
    for person in service.PEOPLE:
        click.echo(f"Sign in with {person.email} and the password {person.password}")


ROOM = Room(name="demo", commands={"": [demo]})
