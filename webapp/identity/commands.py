"""`flask account …`: what the provider does with accounts, until its staff have pages."""

import json
import sys
from collections.abc import Callable
from typing import Any, TypeVar
from unicodedata import category

import click
import pytz
from flask.cli import with_appcontext

from webapp.core.errors import DomainError
from webapp.core.i18n import LANGUAGES
from webapp.identity import client_ids
from webapp.identity.service import accounts
from webapp.identity.service.accounts import AccountFacts

F = TypeVar("F", bound=Callable[..., Any])
CURRENCY_LENGTH = 3
LONGEST_NAME = 200


def _refusals(function: F) -> F:
    """Turn a refusal into one line on stderr and exit status 1."""

    @click.pass_context
    def run(context: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        try:
            return context.invoke(function, *args, **kwargs)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from None

    run.__doc__ = function.__doc__
    return run  # type: ignore[return-value]


def _text(_context: object, _option: object, value: str | None) -> str | None:
    if value is not None and any(category(character) == "Cs" for character in value):
        message = "this is not UTF-8"
        raise click.BadParameter(message)
    return value


def _name(context: object, option: object, value: str) -> str:
    name = (_text(context, option, value) or "").strip()
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
@click.option("--email", required=True, callback=_text, help="E-mail address of the owner.")
@click.option(
    "--password",
    callback=_text,
    help="The owner's password; visible in the list of processes.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--currency", default="EUR", callback=_currency, show_default=True)
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="The owner's language.")
@click.option("--time-zone", callback=_time_zone, help="The owner's IANA time zone.")
@with_appcontext
@_refusals
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
    client_id = accounts.create_account(
        name=name,
        email=email,
        password=password,
        currency=currency,
        language=language,
        time_zone=time_zone,
    )
    click.echo(f"Client ID {client_ids.grouped(client_id)}")


@click.command("find")
@click.argument("term", callback=_text)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
@_refusals
def find(*, term: str, as_json: bool) -> None:
    """Find accounts by Client ID, e-mail, phone number or name. Exits 1 when there is none."""
    found = accounts.find_accounts(term)
    if as_json:
        click.echo(json.dumps([_as_json(facts) for facts in found], indent=1))
    else:
        for facts in found:
            click.echo(_line(facts))
    if not found:
        click.echo("No account found.", err=True)
        raise SystemExit(1)


@click.command("show")
@click.argument("client_id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
@_refusals
def show(*, client_id: str, as_json: bool) -> None:
    """Show one account."""
    facts = accounts.account_facts(client_id)
    if as_json:
        click.echo(json.dumps(_as_json(facts), indent=1))
        return
    for label, value in _as_json(facts).items():
        click.echo(f"{label.replace('_', ' ')}: {value if value is not None else '-'}")


def _step(name: str, words: str, act: Callable[[str], None]) -> click.Command:
    """Make a command that moves one account to another state."""

    @click.command(name, help=words)
    @click.argument("client_id")
    @with_appcontext
    @_refusals
    def command(*, client_id: str) -> None:
        act(client_id)
        click.echo(_line(accounts.account_facts(client_id)))

    return command


def _line(facts: AccountFacts) -> str:
    shown = client_ids.grouped(facts.client_id)
    return f"{shown}  {facts.state.value}  {facts.name}  <{facts.owner_email}>"


def _as_json(facts: AccountFacts) -> dict[str, str | None]:
    return {
        **facts._asdict(),
        "client_id": client_ids.grouped(facts.client_id),
        "state": facts.state.value,
        "created_at": facts.created_at.isoformat(timespec="seconds"),
    }


COMMANDS = {
    "account": [
        create,
        find,
        show,
        _step("suspend", "Suspend an account: it pays, but orders nothing.", accounts.suspend),
        _step("resume", "Make a suspended or closed account active again.", accounts.resume),
        _step("close", "Close an account: it can only be read.", accounts.close),
    ]
}
