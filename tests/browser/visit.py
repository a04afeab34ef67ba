"""A visit: somebody in a window, and the means to bring about every state of a page."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect

from tests.browser.window import Window
from tests.builders import Builder, Someone
from tests.pictures import encode, quarters
from tests.reader import Reader
from webapp.identity.models import Account, AccountState, User
from webapp.identity.permissions import READ_ONLY
from webapp.identity.service import links
from webapp.messaging import not_me

Enter = Callable[[Window, Someone, str], Any]


LONG_NAME = "Maximiliane Wolfeschlegelsteinhausenbergerdorff-Kovalenko"
LONG_MAILBOX = "a-rather-long-mailbox-name-without-blanks@a-rather-long-domain.example.com"


@dataclass
class Visit:
    """A window and a client with two seats; whoever else comes in speaks his language."""

    window: Window
    enter: Enter
    build: Builder
    make_app: Callable[..., Flask]
    folder: Path
    language: str = "en"
    someone: Someone = field(init=False)

    def __post_init__(self) -> None:
        name, email = ("Anna Kovalenko", "anna@example.com")
        if self.language != "en":  # where words are longer, so is everything else
            name, email = LONG_NAME, LONG_MAILBOX
        facts = {"phone": "+442079460000", "time_zone": "Europe/Kyiv"}
        self.someone = self.another(name, email, **facts)
        self.build.seat(
            self.someone, self.another("Second Company", "second@example.com"), *READ_ONLY
        )

    # ---- opening pages

    def open(self, path: str) -> None:
        """Open a page as a stranger."""
        self.window.open(path)

    def arrive(self, path: str) -> None:
        """Open a page as the client."""
        self.enter(self.window, self.someone, path)

    def another(self, name: str, email: str, **columns: Any) -> Someone:
        """Make another client."""
        return numbered(self.build, name, email=email, language=self.language, **columns)

    def send(self, **fields: str) -> None:
        """Fill in the form that is open, and press its button."""
        for name, value in fields.items():
            self.window.page.fill(f"main [name={name}]", value)
        self.window.save()

    def refused(self, path: str, **fields: str) -> None:
        """Send a form that is refused."""
        self.arrive(path)
        self.send(**fields)
        expect(self.window.page.locator(".ca-errors")).to_be_visible()

    def served_by(self, client: FlaskClient, path: str) -> None:
        """Open a page of another application, which answers this window from now on."""

        def answer(route: Any) -> None:
            asked = urlsplit(route.request.url)
            address = asked.path + (f"?{asked.query}" if asked.query else "")
            language = route.request.headers.get("accept-language", "")
            headers = {"Accept-Language": language}
            given = client.get(address, headers=headers, buffered=True)
            kept = {name: value for name, value in given.headers if name != "Set-Cookie"}
            route.fulfill(status=given.status_code, headers=kept, body=given.data)

        self.window.context.route("**/*", answer)
        self.open(path)

    # ---- signing in, and links in letters

    def wrong_pair(self, email: str = "nobody@example.com") -> None:
        """Try to sign in with a wrong password."""
        self.open("/login")
        self.send(email=email, password="not the password")
        expect(self.window.page.locator(".ca-errors")).to_be_visible()

    def asked(self, email: str = "nobody@example.com") -> None:
        """Ask for a new password."""
        self.open("/forgot")
        self.send(email=email)

    def linked(self) -> None:
        """Open the link of a letter."""
        with self.build.app.app_context():
            token = links.issue(self.someone.user_id, links.PASSWORD, timedelta(minutes=30))
        self.open(f"/forgot/{token}")

    def linked_and_refused(self) -> None:
        """Set a password that is too short."""
        self.linked()
        self.send(password="short", password_again="short")
        expect(self.window.page.locator(".ca-errors")).to_be_visible()

    def linked_for_the_first_time(self) -> None:
        """Open the link of the letter that came with a new account."""
        self.build.change(User, self.someone.user_id, password_hash=None)
        self.linked()

    def used_up(self) -> None:
        """Open a link that works no more."""
        self.window.expected.append("status of 410")
        self.open("/forgot/once-upon-a-time")

    def doubted(self) -> None:
        """Open the link "This was not me"."""
        with self.build.app.app_context():
            address = not_me.link_for(self.someone.user_id)
        self.open(urlsplit(address).path)

    # ---- refusals

    def too_often(self, path: str, **fields: str) -> None:
        """Send a form so often that the next time is once too often."""
        reader = Reader(self.build.app).open(path)
        sent = {**reader.page.values(reader.page.form()), **fields}
        for _try in range(10):
            reader.client.post(path, data=sent)
        self.window.expected.append("status of 429")
        self.open(path)
        self.send(**fields)
        expect(self.window.page.locator(".ca-errors")).to_be_visible()

    def expired(self) -> None:
        """Send a form whose token is not that of the cookie."""
        self.arrive("/profile/phone/edit")
        self.forge()

    def expired_in_place(self) -> None:
        """Send such a form in place."""
        self.changing("phone")
        self.forge()

    def forge(self) -> None:
        """Spoil the token of the form that is open, and send it."""
        self.window.expected.append("status of 400")
        self.window.page.fill("#number", "+442079460018")
        self.window.forge()
        self.window.save()
        expect(self.window.page.locator("main li bdi").first).to_have_text("+442079460018")

    def forbidden(self) -> None:
        """Open what one's seat does not include."""
        self.window.expected.append("status of 403")
        guest = self.another("Gerd Guest", "guest@example.com")
        self.build.seat(guest, self.someone)
        self.enter(self.window, guest, "/switch")
        self.window.page.click("main button")
        expect(self.window.page.locator("main h1")).to_be_visible()

    def missing(self) -> None:
        """Open an address that leads nowhere."""
        self.window.expected.append("status of 404")
        self.arrive("/no-such-page")

    # ---- accounts and names

    def in_state(self, state: AccountState) -> None:
        """Open the account after the provider changed its state."""
        self.build.change(Account, self.someone.account_id, state=state)
        self.arrive("/account")

    def alone(self, path: str) -> None:
        """Open a page as somebody with one seat, who has told nothing of himself."""
        self.enter(self.window, self.another("Otto Only", "otto@example.com"), path)

    def at_length(self, path: str) -> None:
        """Open a page as somebody with a name without blanks, in an account named like code."""
        person = self.another(
            "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis", "long@example.com"
        )
        self.build.change(Account, person.account_id, name="<script>alert('Acme')</script>")
        self.enter(self.window, person, path)

    def seats(self, number: int) -> None:
        """Choose among many accounts, as an accountant does."""
        for count in range(3, number + 1):  # he has two
            owner = self.another(f"Client {count}", f"client{count}@example.com")
            self.build.seat(self.someone, owner)
        self.arrive("/switch")

    # ---- pictures

    def choose(self, content: bytes) -> None:
        """Choose a file for the form that is open, and send it."""
        file = self.folder / "picture.jpg"
        file.write_bytes(content)
        self.window.page.set_input_files("#picture", file)
        self.window.save()

    def with_picture(self, path: str) -> None:
        """Open a page as a client who has a picture."""
        reader = Reader(self.build.app).sign_in(self.someone)
        reader.open("/profile/avatar/edit").upload(encode(quarters(), "JPEG"))
        self.arrive(path)

    def picture_refused(self) -> None:
        """Send a file that is no picture."""
        self.arrive("/profile/avatar/edit")
        self.choose(b"no picture")
        expect(self.window.page.locator(".ca-errors")).to_be_visible()

    # ---- panels that change in place

    def changing(self, panel: str, section: str = "/profile") -> None:
        """Change a panel in place."""
        self.arrive(section)
        self.window.change(panel)

    def cancelled(self, panel: str, section: str = "/profile") -> None:
        """Leave a panel unchanged."""
        self.changing(panel, section)
        self.window.page.click(f"#{panel}-cancel")
        expect(self.window.page.locator(f"#{panel}-change")).to_be_focused()

    def picture_in_place(self) -> None:
        """Change a picture in place."""
        self.with_picture("/profile")
        self.window.change("avatar")

    def refused_in_place(self) -> None:
        """Be refused in place."""
        self.changing("phone")
        self.send(number="12")
        expect(self.window.page.locator(".ca-errors")).to_be_visible()

    def saved_in_place(self) -> None:
        """Save in place."""
        self.changing("phone")
        self.send(number="0044 20 7946 0018")
        expect(self.window.page.locator("#flash .ca-done")).to_be_visible()


def numbered(build: Builder, name: str, **columns: Any) -> Someone:
    """Make a client whose Client ID is the same each time, so that pages can be compared."""
    person = build.client(name, **columns)
    client_id = f"{person.account_id:09}0"
    build.change(Account, person.account_id, client_id=client_id)
    return replace(person, client_id=client_id)
