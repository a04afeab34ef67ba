"""`flask demo`: fills an empty database with a provider's clients and their three years."""

import click
from flask.cli import with_appcontext

from webapp.core.room import Room
from webapp.core.settings import settings
from webapp.demo.people import PEOPLE, Person


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Fill an empty database with the demo and print the sign-in pairs."""
    from webapp.demo import service  # noqa: PLC0415 - some twenty modules, for this alone

    if settings().is_production:
        message = "The demo is for this machine only, not for a public address."
        raise click.ClickException(message)
    if not service.fill():
        message = "This database has accounts that are not the demo's: left as it is."
        raise click.ClickException(message)
    for person in PEOPLE:
        click.echo(_pair(person))


def _pair(person: Person) -> str:
    """Say what somebody signs in with, and on a second line what that is good for."""
    if person.password is None:
        return f"{person.email} has no password yet\n    {person.good_for}"
    pair = f"{person.email} and the password {person.password}"
    lead = "Sign in with" if person.can_sign_in else "Be turned away with"
    return f"{lead} {pair}\n    {person.good_for}"


ROOM = Room(name="demo", commands={"": [demo]})
