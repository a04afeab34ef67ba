"""The Nu HTML checker has nothing to say: not of what we send, nor of what swaps leave behind."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import TOOLS
from tests.browser.states import IN_PLACE, PAGES, Visit
from tests.conftest import missing
from tests.messaging.written import SNAPSHOTS

CONTROL = "<!doctype html><html lang=en><title>x</title><p id=a><p id=a>"


@pytest.fixture(scope="session")
def checker() -> Path:
    """The checker's jar."""
    jar = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
    if not jar.exists():
        missing("the Nu HTML checker is not there: run `make test-tools` (needs npm)")
    return jar


@pytest.fixture
def check(checker, tool, tmp_path):
    """Check some documents: name → HTML."""
    java = tool("java", "default-jre-headless")

    def run(documents: dict[str, str]) -> list[str]:
        for name, text in {**documents, "control": CONTROL}.items():
            (tmp_path / f"{name.replace(' ', '-')}.html").write_text(text, encoding="utf-8")
        command = [java, "-Xss4m", "-jar", str(checker), "--format", "json", "--stdout"]
        done = subprocess.run(
            [*command, "--exit-zero-always", *map(str, sorted(tmp_path.glob("*.html")))],
            capture_output=True,
            check=True,
        )
        said = [
            f"{Path(found['url']).stem}:{found.get('lastLine')}: {found['message']}"
            for found in json.loads(done.stdout)["messages"]
        ]
        assert any("Duplicate ID" in line for line in said), "the checker is asleep"
        return [line for line in said if not line.startswith("control:")]

    return run


def test_every_page_we_send_is_sound(check, open_window, enter, build, anna):
    sent = {}
    for name, state in PAGES.items():
        visit = Visit(open_window("no scripts"), enter, build, anna)
        state(visit)
        pages = [a for a in visit.window.answers if a.request.resource_type == "document"]
        sent[name] = pages[-1].text()
    assert check(sent) == []


def test_what_scripts_and_swaps_leave_is_sound(check, open_window, enter, build, anna):
    left = {}
    for name, state in {**IN_PLACE, "login": PAGES["login"]}.items():
        visit = Visit(open_window("scripts"), enter, build, anna)
        state(visit)
        left[name] = visit.window.page.content()
    assert check(left) == []


def test_every_letter_is_sound(check):
    letters = {file.stem: file.read_text(encoding="utf-8") for file in SNAPSHOTS.glob("*.html")}
    assert letters
    assert check(letters) == []
