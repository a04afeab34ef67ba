"""`flask account …`: what the provider does with accounts, until its staff have pages."""

import json
from collections.abc import Callable

import click
from flask.cli import with_appcontext

from webapp.core.cli import refusals, utf8
from webapp.identity import client_ids
from webapp.identity.service import accounts
from webapp.identity.service.accounts import AccountFacts


@click.command("find")
@click.argument("term", callback=utf8)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
@refusals
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
@refusals
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
    @refusals
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
        find,
        show,
        _step("suspend", "Suspend an account: it pays, but orders nothing.", accounts.suspend),
        _step("resume", "Make a suspended or closed account active again.", accounts.resume),
        _step("close", "Close an account: it can only be read.", accounts.close),
    ]
}
