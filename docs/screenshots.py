"""Takes the pictures in `docs/img`: `make dev assets`, then `.venv/bin/python docs/screenshots.py`.

Serves the demo from a temporary instance on a free port, signs in with Chromium and looks around.
The one of w3m needs Xvfb, xterm, xdotool and ImageMagick, too.
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
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "img"
LARGEST = 150_000  # bytes
START_SECONDS = 20.0
DRAWING_SECONDS = 3.0  # no program tells when its window is complete
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
    View("account-desktop", path="/account", height=440),
    View("refused-phone", path="/styleguide/refused-form", width=360, height=740, scale=2),
    View("lists-desktop", path="/styleguide/lists", height=640),
    View("theme-desktop", height=720, theme="harbour"),
    View("theme-dark", height=720, dark=True, theme="harbour", path="/account"),
)
TERMINAL = View("profile-w3m", width=900, height=700)
NEEDED = ("chromium", "w3m", "Xvfb", "xterm", "xdotool", "import")
LOOKS: dict[str, dict[str, str]] = {
    "": {"CLIENTAREA_BRAND_NAME": "Northwind Hosting"},
    "harbour": {"CLIENTAREA_BRAND_NAME": "Harbour Cloud"},
}
"""The provider of each theme."""


def main() -> str | None:
    """Take every picture; return what went wrong, in words."""
    if missing := [program for program in NEEDED if shutil.which(program) is None]:
        return f"Missing: {', '.join(missing)}"
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        for theme in LOOKS:
            with tempfile.TemporaryDirectory() as folder:
                take_all(browser, Path(folder), theme)
        browser.close()
    large = [view.name for view in (*VIEWS, TERMINAL) if image(view).stat().st_size > LARGEST]
    return f"Larger than {LARGEST} bytes: {', '.join(large)}" if large else None


def take_all(browser: Browser, folder: Path, theme: str) -> None:
    """Take the pictures of one theme, or of none."""
    look = dict(LOOKS[theme])
    if theme:
        shutil.copytree(ROOT / "themes" / theme, folder / theme)
        look["CLIENTAREA_THEME_DIR"] = str(folder / theme)
        compiler = [sys.executable, "-m", "babel.messages.frontend", "compile"]
        output([*compiler, "-d", f"{folder}/{theme}/translations"], {**os.environ})
    with demo(folder, look) as (address, pair):
        cookies = sign_in(browser, address, pair)
        for view in VIEWS:
            if view.theme == theme:
                take(browser, address, cookies, view)
        if TERMINAL.theme == theme:
            take_in_terminal(address, cookies, TERMINAL)


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
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    output([*flask, "db", "upgrade"], environ)
    pair = PAIR.search(output([*flask, "demo"], environ))
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


def output(command: list[str], environ: dict[str, str]) -> str:
    """Run a program; return what it printed."""
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environ, text=True, check=True, stdout=subprocess.PIPE
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


def sign_in(browser: Browser, address: str, pair: tuple[str, str]) -> list[Any]:
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


def take(browser: Browser, address: str, cookies: list[Any], view: View) -> None:
    """Take one picture of a page."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        device_scale_factor=view.scale,
        color_scheme="dark" if view.dark else "light",
        locale="en-GB",
    )
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{address}/profile/language/edit")
    page.check(f"[name=language][value={view.language}]")
    send(page)
    page.goto(f"{address}{view.path}")
    page.screenshot(path=image(view))
    tell(view)
    context.close()


def take_in_terminal(address: str, cookies: list[Any], view: View) -> None:
    """Take one picture of w3m in a terminal, on a screen that nobody sees."""
    sent = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    reader = ["w3m", "-header", f"Cookie: {sent}", f"{address}{view.path}"]
    look = ["-fa", "DejaVu Sans Mono", "-fs", "11", "-geometry", "80x28", "-title", view.name]
    read_end, write_end = os.pipe()
    screen = [
        "Xvfb",
        "-screen",
        "0",
        f"{view.width}x{view.height}x24",
        "-displayfd",
        str(write_end),
    ]
    with subprocess.Popen(screen, pass_fds=[write_end], stderr=subprocess.DEVNULL) as display:  # noqa: S603
        try:
            os.close(write_end)
            with os.fdopen(read_end) as told:
                environ = {
                    **os.environ,
                    "DISPLAY": f":{told.readline().strip()}",
                    "LC_ALL": "C.UTF-8",
                }
            with subprocess.Popen(["xterm", *look, "-e", *reader], env=environ) as terminal:  # noqa: S603, S607
                find = ["xdotool", "search", "--sync", "--name", view.name]
                window = output(find, environ).split()[0]
                time.sleep(DRAWING_SECONDS)
                output(["import", "-window", window, str(image(view))], environ)
                terminal.terminate()
        finally:
            display.terminate()
    tell(view)


def tell(view: View) -> None:
    """Say what was made."""
    print(image(view).relative_to(ROOT), image(view).stat().st_size)  # noqa: T201 – goes to the terminal


def image(view: View) -> Path:
    """Return the file of a picture."""
    return IMAGES / f"{view.name}.png"


if __name__ == "__main__":
    sys.exit(main())
