"""`flask account clear-allowlist` and `reset-2fa`: let in again who cannot help himself."""

from unicodedata import category

import click
from flask.cli import with_appcontext

from webapp.access.service import addresses, two_factor
from webapp.core.cli import refusals, utf8

LONGEST_REASON = 200


@click.command("clear-allowlist")
@click.argument("email", callback=utf8)
@with_appcontext
@refusals
def clear_allowlist(*, email: str) -> None:
    """Let a user be served from any IP address again; he is told by letter."""
    addresses.clear(email)
    click.echo("This user may be served from any IP address now, and is told by letter.")


def _reason(context: object, option: object, value: str) -> str:
    reason = (utf8(context, option, value) or "").strip()
    is_line = not any(category(character) == "Cc" for character in reason)
    if not (is_line and 1 <= len(reason) <= LONGEST_REASON):
        message = f"say why in 1 to {LONGEST_REASON} characters in one line"
        raise click.BadParameter(message)
    return reason


@click.command("reset-2fa")
@click.argument("email", callback=utf8)
@click.option("--reason", required=True, callback=_reason, help="Why; the user reads it.")
@with_appcontext
@refusals
def reset_2fa(*, email: str, reason: str) -> None:
    """Switch a user's two-factor sign-in off, sign him out everywhere and mail him."""
    two_factor.reset(email, reason)
    click.echo(f"Two-factor sign-in of {email} is off; all sessions ended.")


COMMANDS = {"account": [clear_allowlist, reset_2fa]}
