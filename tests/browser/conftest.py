"""Chromium, as Debian ships it, in windows that note every complaint."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.checks.markup import Checker, checker
from tests.browser.visit import Visit
from tests.browser.window import Window
from tests.builders import Someone
from tests.conftest import missing
from tests.live import address, application, environ, listener
from tests.reader import Reader
from tests.textbrowsers.conftest import surroundings
from webapp.identity.permissions import READ_ONLY

__all__ = ["address", "application", "environ", "listener", "surroundings"]

SPARED = (
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades"),
    *("LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints"),
    *("PaintHolding", "PreconnectToSearch", "TcpPortRandomizationWin"),
    *("ThirdPartyStoragePartitioning", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
)
"""What Playwright switches off, since only the last list counts, and the popups of an address bar
that nobody sees: each window would load two pages for them."""

SWITCHES = [
    *("--no-sandbox", "--disable-quic", "--disable-background-networking"),
    f"--disable-features={','.join(SPARED)}",
]
MODES = ("scripts", "no htmx", "no scripts")
TOOLS = Path(__file__).resolve().parents[1] / "tools"
Opener = Callable[..., Window]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium, quiet and without a sandbox, which needs a kernel that allows it."""
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None:
        missing("chromium is not installed: apt-get install chromium")
    return {"executable_path": path, "args": SWITCHES}


@pytest.fixture
def open_window(browser: Browser, app, address: str) -> Iterator[Opener]:
    """Open a window: ``open_window("no scripts", locale="de-DE")``; each must stay quiet."""
    windows: list[Window] = []

    def make(mode: str = "scripts", **options: object) -> Window:
        context = browser.new_context(
            **{
                "locale": "en-GB",
                "java_script_enabled": mode != "no scripts",
                "base_url": address,
                **options,
            }
        )
        windows.append(Window(context, mode))
        return windows[-1]

    yield make
    for window in windows:
        problems = window.problems()
        window.context.close()
        assert not problems, problems


@pytest.fixture
def enter(app, address: str) -> Callable[[Window, Someone, str], Page]:
    """Open a page as somebody, signed in already: ``enter(window, anna, "/profile")``."""

    def arrive(window: Window, someone: Someone, path: str) -> Page:
        client = Reader(app).sign_in(someone).client
        cookie = client.get_cookie("clientarea")
        window.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        return window.open(path)

    return arrive


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    """How much of our JavaScript arrives."""
    return request.param


@pytest.fixture
def window(open_window: Opener, mode: str) -> Window:
    """A window in each mode."""
    return open_window(mode)


@pytest.fixture
def scripted(open_window: Opener) -> Window:
    """A window in which everything runs."""
    return open_window("scripts")


@pytest.fixture
def anna(build) -> Someone:
    """A client with a phone number and a second account."""
    person = build.client(phone="+442079460000", time_zone="Europe/Kyiv")
    other = build.client("Second Company", email="second@example.com")
    build.seat(person, other, *READ_ONLY)
    return person


@pytest.fixture
def visit(open_window: Opener, enter, build, make_app, tmp_path: Path) -> Callable[..., Visit]:
    """Come as a client with a window: ``visit("no scripts", language="ar", viewport=…)``."""

    def come(mode: str = "scripts", *, language: str = "en", **options: object) -> Visit:
        window = open_window(mode, **({"locale": language} if language != "en" else {}), **options)
        return Visit(window, enter, build, make_app, tmp_path, language)

    return come


@pytest.fixture(scope="session")
def nu() -> Iterator[Checker]:
    """The Nu HTML checker, started once."""
    jar = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
    if not jar.exists():
        missing("the Nu HTML checker is not there: run `make test-tools` (needs npm)")
    java = which("java") or missing("java is not installed: apt-get install default-jre-headless")
    with checker(java, jar) as service:
        yield service


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    path = TOOLS / "node_modules/axe-core/axe.min.js"
    if not path.exists():
        missing("axe-core is not there: run `make test-tools` (needs npm)")
    return path.read_text(encoding="utf-8")
