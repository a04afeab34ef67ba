"""`flask account create`: opens an account; who has no password yet is mailed a link."""

import sys
from unicodedata import category

import click
import pytz
from flask.cli import with_appcontext

from webapp.core.cli import refusals, utf8
from webapp.core.i18n import LANGUAGES
from webapp.identity import client_ids
from webapp.sign_in.service import opening

CURRENCY_LENGTH = 3
LONGEST_NAME = 200


def _name(context: object, option: object, value: str) -> str:
    name = (utf8(context, option, value) or "").strip()
    is_line = not any(category(character) == "Cc" for character in name)
    if not (is_line and 1 <= len(name) <= LONGEST_NAME):
        message = f"give a name of 1 to {LONGEST_NAME} characters in one line"
        raise click.BadParameter(message)
    return name


def _time_zone(_context: object, _option: object, value: str | None) -> str | None:
    if value is not None and value not in pytz.all_timezones_set:
        message = "give the IANA name of a time zone, like Europe/Kyiv"
        raise click.BadParameter(message)
    return value


def _from_stdin() -> str:
    try:
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        message = "The password on standard input is not UTF-8."
        raise click.ClickException(message) from None


def _currency(_context: object, _option: object, value: str) -> str:
    code = value.upper()
    if len(code) != CURRENCY_LENGTH or not (code.isascii() and code.isalpha()):
        message = "give a currency's three letters, like EUR"
        raise click.BadParameter(message)
    return code


@click.command("create")
@click.option("--name", required=True, callback=_name, help="Name of the client.")
@click.option("--email", required=True, callback=utf8, help="E-mail address of the owner.")
@click.option(
    "--password",
    callback=utf8,
    help="The owner's password; visible in the list of processes.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--currency", default="EUR", callback=_currency, show_default=True)
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="The owner's language.")
@click.option("--time-zone", callback=_time_zone, help="The owner's IANA time zone.")
@with_appcontext
@refusals
def create(
    *,
    name: str,
    email: str,
    password: str | None,
    password_stdin: bool,
    currency: str,
    language: str | None,
    time_zone: str | None,
) -> None:
    """Create an account and its owner; print the Client ID."""
    if password_stdin:
        password = _from_stdin()
    client_id = opening.open_account(
        name=name,
        email=email,
        password=password,
        currency=currency,
        language=language,
        time_zone=time_zone,
    )
    click.echo(f"Client ID {client_ids.grouped(client_id)}")


COMMANDS = {"account": [create]}
