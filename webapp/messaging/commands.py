"""`flask worker`: does what waits, shows and repeats what failed."""

import json

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from webapp.core import start
from webapp.core.settings import SettingsError, settings
from webapp.messaging import jobs
from webapp.messaging.delivery import carrier
from webapp.messaging.service import letters


@click.command("worker")
@click.option("--drain", is_flag=True, help="Do what is due, then exit.")
@click.option("--failed", "show_failed", is_flag=True, help="List letters that were given up.")
@click.option("--retry", is_flag=True, help="Put them in line once more.")
@click.option("--json", "as_json", is_flag=True, help="With --failed: print JSON.")
@with_appcontext
def worker(*, drain: bool, show_failed: bool, retry: bool, as_json: bool) -> None:
    """Deliver letters and do other waiting work until a signal comes."""
    if drain + show_failed + retry > 1 or (as_json and not show_failed):
        message = "Give one of --drain, --failed and --retry; --json goes with --failed."
        raise click.UsageError(message)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        start.check_theme(app)
        start.check_schema(app)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    if show_failed:
        _show(as_json=as_json)
    elif retry:
        _retry()
    elif drain:
        _drain()
    else:
        from webapp.messaging import worker as machine  # noqa: PLC0415 - huey, for this alone

        machine.run(app, settings())


def _drain() -> None:
    jobs.drain()
    carrier().transport.close()
    if trouble := carrier().trouble:
        message = f"The mail server takes nothing at the moment: {trouble}"
        raise click.ClickException(message)


def _show(*, as_json: bool) -> None:
    found = letters.failed()
    if as_json:
        rows = [{**one._asdict(), "settled_at": one.settled_at.isoformat()} for one in found]
        click.echo(json.dumps(rows, indent=1))
        return
    for one in found:
        when = one.settled_at.isoformat(" ", "minutes")
        click.echo(f"{one.id}  {when}  {one.type}  <{one.address}>  {one.said}")


def _retry() -> None:
    """Repeat all but secret letters: those are gone, their addressees ask for new ones."""
    again = [one.id for one in letters.failed() if not one.is_masked]
    for message_id in again:
        letters.send_again(message_id)
    click.echo(f"{len(again)} put in line again.")


COMMANDS = {"": [worker]}
