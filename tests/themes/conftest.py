"""The application in the look of the sample theme, behind a real server."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import anna, axe, browser_type_launch_args, enter, open_window
from tests.live import address, application, listener

__all__ = [
    "address",
    "anna",
    "application",
    "axe",
    "browser_type_launch_args",
    "enter",
    "listener",
    "open_window",
]

HARBOUR = Path(__file__).resolve().parents[2] / "themes" / "harbour"


def compiled(folder: Path) -> Path:
    """Copy the theme and compile its words, as its README says; return where it lies."""
    theme = shutil.copytree(HARBOUR, folder / "harbour")
    command = [sys.executable, "-m", "babel.messages.frontend", "compile", "-d", "translations"]
    subprocess.run(command, cwd=theme, check=True, capture_output=True)
    return theme


@pytest.fixture(scope="session")
def environ(
    listener: socket.socket, tmp_path_factory: pytest.TempPathFactory, backend: str
) -> dict[str, str]:
    """Variables of an instance in this look."""
    folder = tmp_path_factory.mktemp("harbour")
    return {
        "CLIENTAREA_INSTANCE_DIR": str(folder / "instance"),
        "CLIENTAREA_SECRET_KEY": "a-test-key-that-is-long-enough-for-anyone",
        "CLIENTAREA_LOG_LEVEL": "ERROR",
        "CLIENTAREA_PUBLIC_URL": f"http://localhost:{listener.getsockname()[1]}",
        "CLIENTAREA_THEME_DIR": str(compiled(folder)),
        "CLIENTAREA_BRAND_NAME": "Harbour Cloud",
        "CLIENTAREA_BRAND_SITE_URL": "https://harbour.example/",
        "CLIENTAREA_BRAND_HELP_URL": "mailto:help@harbour.example",
        "CLIENTAREA_BRAND_SIGN_UP_URL": "https://harbour.example/order",
    }
