"""A forgotten password in w3m and lynx, from the sign-in page to the account."""

import pytest

from tests.postbox import Postbox
from tests.textbrowsers.terminal import Terminal
from webapp.identity.models import OneTimeLink

DOWN = "\x1b[B"
FRESH = "seven-paper-lanterns-adrift"
BEFORE_THE_FORM = 2  # skip link, brand


@pytest.fixture
def postbox(app) -> Postbox:
    return Postbox(app)


def type_into(w3m: Terminal, before: str, words: str, prompt: str) -> None:
    """Find the words before a field in w3m, go to it and fill it in."""
    w3m.press(f"/{before}\r\t\r")
    w3m.see(prompt)
    w3m.press(f"{words}\r")
    w3m.see(words if prompt == "TEXT:" else "*****")


def test_a_new_password_with_w3m(tool, surroundings, address, build, postbox):
    anna = build.client()
    command = [tool("w3m", "w3m"), "-cookie"]
    with Terminal([*command, f"{address}/login"], surroundings) as w3m:
        w3m.see("<Sign in – Client area>")
        w3m.press("/Forgot\r\r")
        w3m.see("<Forgot your password? – ")
        type_into(w3m, "E-mail address", anna.email, "TEXT:")
        w3m.press("/Send\r\r")
        w3m.see("<Check your mailbox – ")
    link = postbox.only().link("/forgot/")
    with Terminal([*command, link], surroundings) as w3m:
        w3m.see("<Set your password – ")
        type_into(w3m, "hard to guess", FRESH, "Password:")
        type_into(w3m, "password again", FRESH, "Password:")
        w3m.press("/Set password\r\r")
        w3m.see("<Sign in – ")
        w3m.see("The new password is set.")
    with Terminal([*command, link], surroundings) as w3m:
        w3m.see("<This link works no more – ")
    assert build.stored(OneTimeLink, 1).used_at is not None


def test_a_new_password_with_lynx(tool, surroundings, address, build, postbox):
    anna = build.client()
    command = [tool("lynx", "lynx"), "-accept_all_cookies", "-nopause"]
    with Terminal([*command, f"{address}/forgot"], surroundings) as lynx:
        lynx.see("to activate")
        lynx.press(DOWN * BEFORE_THE_FORM + anna.email + DOWN + "\r")
        lynx.see("Check your mailbox")
    link = postbox.only().link("/forgot/")
    with Terminal([*command, link], surroundings) as lynx:
        lynx.see("to activate")
        lynx.press(DOWN * (BEFORE_THE_FORM + 1) + FRESH + DOWN + FRESH + DOWN + "\r")
        lynx.see("The new password is set.")
        lynx.see("The new password is set.", "Sign in", "E-mail address")
    assert build.stored(OneTimeLink, 1).used_at is not None
