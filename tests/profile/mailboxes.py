"""Mailboxes opened: links in the letters about e-mail addresses."""

from tests.postbox import Letter, Postbox
from tests.reader import Reader

HOME = "http://localhost:8000"
REVERT = "/profile/email/revert/"


def ask(reader: Reader, postbox: Postbox, new: str) -> str:
    """Ask for a new address to sign in with; return the path in the letter to it."""
    postbox.open()
    reader.open("/profile/email/edit").submit(address=new)
    return confirm_link(postbox.open(), new)


def confirm_link(letters: list[Letter], to: str, panel: str = "email") -> str:
    """The path that confirms an address."""
    (letter,) = [one for one in letters if one.to == to and "/confirm/" in one.text]
    return letter.link(f"/profile/{panel}/confirm/").removeprefix(HOME)


def opened(postbox: Postbox, to: str, start: str) -> str:
    """The only path of its kind in the letters that somebody has got."""
    found = [one for one in postbox.open() if one.to == to and start in one.text]
    (letter,) = found
    return letter.link(start).removeprefix(HOME)
