"""The app on somebody's phone, and what the tests of two-factor sign-in do with it."""

import re
from datetime import datetime, timedelta

import pyotp
import time_machine

from tests.builders import Someone
from tests.reader import Reader
from webapp.core.clock import now

KEY = re.compile(r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b")
RECOVERY_CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")


class App:
    """An authenticator app that was given one key."""

    def __init__(self, key: str) -> None:
        self.totp = pyotp.TOTP(key.replace(" ", ""))

    def code(self, moment: datetime | None = None) -> str:
        """What it shows, now or at another moment."""
        return self.totp.at(moment or now())

    def later(self, steps: int = 1) -> str:
        """What it will show some steps from now."""
        return self.code(now() + timedelta(seconds=30 * steps))


def wrong(app: App) -> str:
    """Six digits that are not those of any moment near now."""
    near = {app.later(steps) for steps in range(-3, 4)}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in near)


def app_for(reader: Reader) -> App:
    """Type the key on the page into an app."""
    return App(KEY.search(reader.text).group())


def set_up(reader: Reader) -> tuple[App, list[str]]:
    """Switch two-factor sign-in on as a signed-in reader; return app and recovery codes."""
    app = app_for(reader.open("/access/two-factor/edit"))
    reader.submit(code=app.code())
    return app, RECOVERY_CODE.findall(reader.text)


def enrolled(flask_app, someone: Someone) -> tuple[App, list[str]]:
    """Switch two-factor sign-in on for somebody, a day ago."""
    with time_machine.travel(now() - timedelta(days=1), tick=False):
        return set_up(Reader(flask_app).sign_in(someone))
