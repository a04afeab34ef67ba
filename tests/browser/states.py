"""Every page and every state of one, and how a reader gets there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect

from tests.browser.window import Window
from tests.builders import Builder, Someone
from tests.pictures import encode, quarters
from tests.reader import Reader

Enter = Callable[[Window, Someone, str], Any]


@dataclass
class Visit:
    """A window, a client, and the means to bring about a state."""

    window: Window
    enter: Enter
    build: Builder
    someone: Someone

    def arrive(self, path: str) -> None:
        """Open a page as the client."""
        self.enter(self.window, self.someone, path)

    def refused(self, path: str, **fields: str) -> None:
        """Send a form that is refused."""
        self.arrive(path)
        for name, value in fields.items():
            self.window.page.fill(f"[name={name}]", value)
        self.window.save()
        expect(self.window.page.locator(".ca-errors")).to_be_visible()

    def wrong_pair(self, email: str = "nobody@example.com") -> None:
        """Try to sign in with a wrong password."""
        page = self.window.open("/login")
        page.fill("#email", email)
        page.fill("#password", "not the password")
        self.window.save()
        expect(page.locator(".ca-errors")).to_be_visible()

    def throttled(self) -> None:
        """Try once too often."""
        self.window.expected.append("status of 429")
        reader = Reader(self.build.app).open("/login")
        fields = reader.page.values(reader.page.form())
        for _try in range(5):
            sent = {**fields, "email": "stubborn@example.com", "password": "wrong"}
            reader.client.post("/login", data=sent)
        self.wrong_pair("stubborn@example.com")
        expect(self.window.page.locator("main")).to_contain_text("too many attempts")

    def expired(self) -> None:
        """Send a form whose token is not that of the cookie."""
        self.window.expected.append("status of 400")
        self.arrive("/profile/phone/edit")
        self.window.page.fill("#number", "+442079460018")
        self.window.forge()
        self.window.save()
        expect(self.window.page.locator("main")).to_contain_text("did not send our cookie")

    def forbidden(self) -> None:
        """Open what one's seat does not include."""
        self.window.expected.append("status of 403")
        guest = self.build.client("Gerd Guest", email="guest@example.com")
        self.build.seat(guest, self.someone)
        self.enter(self.window, guest, "/account")
        self.window.open("/switch")
        self.window.page.click("main button")
        expect(self.window.page.locator("main")).to_contain_text("does not include this page")

    def choose(self, content: bytes) -> None:
        """Choose a file for the form that is open, and send it."""
        file = {"name": "picture.jpg", "mimeType": "image/jpeg", "buffer": content}
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

    def picture_in_place(self) -> None:
        """Change a picture in place."""
        self.with_picture("/profile")
        self.window.change("avatar")

    def missing(self) -> None:
        """Open an address that leads nowhere."""
        self.window.expected.append("status of 404")
        self.arrive("/no-such-page")

    def changing(self, panel: str) -> None:
        """Change a panel in place."""
        self.arrive("/profile")
        self.window.change(panel)

    def refused_in_place(self) -> None:
        """Be refused in place."""
        self.changing("phone")
        self.window.page.fill("#number", "12")
        self.window.save()
        expect(self.window.page.locator(".ca-errors")).to_be_visible()

    def saved_in_place(self) -> None:
        """Save in place."""
        self.changing("phone")
        self.window.page.fill("#number", "0044 20 7946 0018")
        self.window.save()
        expect(self.window.page.locator("#flash .ca-done")).to_be_visible()


State = Callable[[Visit], None]

PAGES: dict[str, State] = {
    "login": lambda visit: visit.window.open("/login"),
    "login refused": Visit.wrong_pair,
    "login throttled": Visit.throttled,
    "login left empty": lambda visit: (visit.window.open("/login"), visit.window.save()),
    "signed out": lambda visit: visit.window.open("/login?ok=signed-out"),
    "account": lambda visit: visit.arrive("/account"),
    "profile": lambda visit: visit.arrive("/profile"),
    "profile saved": lambda visit: visit.arrive("/profile?ok=phone-saved&t=1"),
    "phone": lambda visit: visit.arrive("/profile/phone/edit"),
    "phone refused": lambda visit: visit.refused("/profile/phone/edit", number="12"),
    "phone, every country": lambda visit: visit.arrive("/profile/phone/edit?countries=all"),
    "name": lambda visit: visit.arrive("/profile/name/edit"),
    "name refused": lambda visit: visit.refused("/profile/name/edit", name=" "),
    "picture": lambda visit: visit.arrive("/profile/avatar/edit"),
    "picture there": lambda visit: visit.with_picture("/profile/avatar/edit"),
    "picture refused": Visit.picture_refused,
    "profile with picture": lambda visit: visit.with_picture("/profile"),
    "language": lambda visit: visit.arrive("/profile/language/edit"),
    "time zone": lambda visit: visit.arrive("/profile/time-zone/edit"),
    "switch": lambda visit: visit.arrive("/switch"),
    "logout": lambda visit: visit.arrive("/logout"),
    "not found": Visit.missing,
    "forbidden": Visit.forbidden,
    "form expired": Visit.expired,
}

IN_PLACE: dict[str, State] = {
    "phone in place": lambda visit: visit.changing("phone"),
    "phone refused in place": Visit.refused_in_place,
    "phone saved in place": Visit.saved_in_place,
    "name in place": lambda visit: visit.changing("name"),
    "picture in place": Visit.picture_in_place,
    "language in place": lambda visit: visit.changing("language"),
    "time zone in place": lambda visit: visit.changing("time-zone"),
}

REFERENCE = ("login", "profile", "picture there", "phone refused", "account")
"""The pages that are looked at in every light."""
