"""Takes the pictures in `docs/img`: `make assets`, then `.venv/bin/python docs/screenshots.py`.

Serves the demo from a temporary instance on a free port, signs in with Chromium and looks around.
"""
# ruff: noqa: INP001 – a script, not a module of a package

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "img"
LARGEST = 150_000  # bytes
START_SECONDS = 20.0
PAIR = re.compile(r"(\S+@\S+) and the password (\S+)")
SWITCHES = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


@dataclass(frozen=True, slots=True)
class View:
    """One picture: how wide the window is and what the reader prefers."""

    name: str
    width: int = 1080
    height: int = 520
    scale: float = 1
    dark: bool = False
    language: str = "en"
    theme: str = ""
    path: str = "/profile"


VIEWS = (
    View("profile-desktop"),
    View("profile-phone", width=360, height=740, scale=2),
    View("profile-dark", dark=True),
    View("profile-arabic", language="ar"),
    View("theme-desktop", height=720, theme="harbour"),
    View("theme-dark", height=720, dark=True, theme="harbour", path="/account"),
)
LOOKS: dict[str, dict[str, str]] = {
    "": {"CLIENTAREA_BRAND_NAME": "Northwind Hosting"},
    "harbour": {"CLIENTAREA_BRAND_NAME": "Harbour Cloud"},
}
"""The provider of each theme."""


def main() -> str | None:
    """Take every picture; return what went wrong, in words."""
    browser_path = shutil.which("chromium")
    if browser_path is None:
        return "Chromium is missing."
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=SWITCHES)
        for theme in LOOKS:
            with tempfile.TemporaryDirectory() as folder:
                take_all(browser, Path(folder), theme)
        browser.close()
    large = [view.name for view in VIEWS if image(view).stat().st_size > LARGEST]
    return f"Larger than {LARGEST} bytes: {', '.join(large)}" if large else None


def take_all(browser: Browser, folder: Path, theme: str) -> None:
    """Take the pictures of one theme, or of none."""
    look = dict(LOOKS[theme])
    if theme:
        shutil.copytree(ROOT / "themes" / theme, folder / theme)
        look["CLIENTAREA_THEME_DIR"] = str(folder / theme)
        python(
            {**os.environ},
            "babel.messages.frontend",
            "compile",
            "-d",
            f"{folder}/{theme}/translations",
        )
    with demo(folder, look) as (address, pair):
        cookies = sign_in(browser, address, pair)
        for view in VIEWS:
            if view.theme == theme:
                take(browser, address, cookies, view)


@contextmanager
def demo(folder: Path, look: dict[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Serve the demo; yield its address, and an e-mail address with its password."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CLIENTAREA_", "MAKE"))}
    environ = {
        **kept,
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "CLIENTAREA_INSTANCE_DIR": str(folder),
        **look,
    }
    python(environ, "flask", "--app", "wsgi", "db", "upgrade")
    pair = PAIR.search(python(environ, "flask", "--app", "wsgi", "demo"))
    assert pair, "flask demo printed no sign-in pair"  # noqa: S101 – nothing to photograph
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, env=environ, stderr=log) as server,  # noqa: S603
    ):
        try:
            await_answer(f"{address}/healthz")
            yield address, (pair[1], pair[2])
        finally:
            server.terminate()


def python(environ: dict[str, str], *command: str) -> str:
    """Run a module of Python; return what it printed."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environ,
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout


def await_answer(address: str) -> None:
    """Wait until the server answers.

    :raises TimeoutError: it does not.
    """
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 – our own loopback
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def sign_in(browser: Browser, address: str, pair: tuple[str, str]) -> object:
    """Sign in; return the cookies."""
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("[name=email]", pair[0])
    page.fill("[name=password]", pair[1])
    send(page)
    cookies = context.cookies()
    context.close()
    return cookies


def send(page: Page) -> None:
    """Press the button of the form."""
    page.click("main input[type=submit]")


def take(browser: Browser, address: str, cookies: object, view: View) -> None:
    """Take one picture of a page."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        device_scale_factor=view.scale,
        color_scheme="dark" if view.dark else "light",
        locale="en-GB",
    )
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/profile/language/edit")
    page.check(f"[name=language][value={view.language}]")
    send(page)
    page.goto(f"{address}{view.path}")
    page.screenshot(path=image(view))
    print(image(view).relative_to(ROOT), image(view).stat().st_size)  # noqa: T201 – says what it made
    context.close()


def image(view: View) -> Path:
    """Return the file of a picture."""
    return IMAGES / f"{view.name}.png"


if __name__ == "__main__":
    sys.exit(main())
