"""What is shipped: a wheel that runs anywhere, pins with hashes, and nobody's addresses."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.house import sources
from webapp.core.i18n import LANGUAGES

MACHINE = [
    rf"/{'root'}/",
    rf"/{'home'}/\w",
    rf"/{'Users'}/\w",
    rf"/{'work'}/(main|shared)",
    rf"/tmp/{'ve'}\b",
    r"[A-Z]:\\\\?Users",
]
REGISTRIES = [
    r"pypi\." + "org",
    r"pythonhosted\." + "org",
    r"npmjs\." + "(org|com)",
    r"\bindex[-_]" + r"url\s*=",
    r"--(extra-)?index" + r"-url\s+\S*://",
]
SMOKE = """
import webapp
from webapp.core import paths
from webapp.core.schema import connect_migrations
from flask_migrate import upgrade

app = webapp.create_app()
with app.app_context():
    connect_migrations(app)
    upgrade()
client = app.test_client()
page = client.get("/login", headers={"Accept-Language": "de"})
assert page.status_code == 200, page.status_code
assert "Anmelden" in page.text, "no German"
assert client.get("/readyz").status_code == 200
style = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
assert client.get(style).status_code == 200, style
print(webapp.__file__)
"""


def copied(target: Path) -> Path:
    """A copy of the source tree alone, as a fresh clone has it."""
    for path in sources.files():
        place = target / path.relative_to(sources.ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
    return target


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built in a copy without the network."""
    clone = copied(tmp_path_factory.mktemp("clone"))
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (found,) = (clone / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def names(wheel) -> set[str]:
    """The files in the wheel."""
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def test_the_wheel_holds_everything_that_runs(names):
    for folder in ("webapp", "templates", "migrations"):
        for path in sources.files():
            inside = path.relative_to(sources.ROOT)
            if inside.parts[0] == folder:
                name = str(inside) if folder == "webapp" else f"webapp/{inside}"
                assert name in names, f"{name} is missing"
    assert "webapp/static/build/manifest.json" in names
    assert [name for name in names if name.endswith(".css.br")]
    for language in set(LANGUAGES) - {"en"}:
        assert f"webapp/translations/{language}/LC_MESSAGES/messages.mo" in names


def test_the_wheel_holds_nothing_else(names):
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"webapp"}
    assert not [name for name in names if "test" in name or "__pycache__" in name]
    assert not [name for name in names if name.endswith((".sqlite3", "secret_key", ".pyc"))]


def test_the_wheel_carries_the_licences(names):
    licences = [name for name in names if ".dist-info/licenses/" in name]
    assert [name for name in licences if name.endswith("/LICENSE")]
    assert [name for name in licences if "vendor" in name]


def test_the_wheel_runs_far_from_the_source_tree(wheel, tmp_path):
    place = tmp_path / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    kept = {name: value for name, value in os.environ.items() if "CLIENTAREA" not in name}
    ran = subprocess.run(
        [sys.executable, "-c", SMOKE],
        cwd=elsewhere,
        env={**kept, "PYTHONPATH": str(place), "CLIENTAREA_INSTANCE_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout.strip() == str(place / "webapp/__init__.py")


def test_requirements_are_pinned_by_hash_and_say_no_address(checkout):
    files = sorted((checkout / "requirements").glob("*.txt"))
    assert [path.name for path in files] == ["core.txt", "dev.txt"]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        entries = re.split(r"\n(?=[a-z0-9])", text.strip(), flags=re.IGNORECASE)
        for entry in entries:
            assert re.match(r"[\w.\[\]-]+==\S+", entry), entry.partition("\n")[0]
            assert "--hash=sha256:" in entry, entry.partition("\n")[0]


def test_every_dependency_is_pinned(checkout):
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = (checkout / "requirements/core.txt").read_text(encoding="utf-8").lower()
    for wanted in project["project"]["dependencies"]:
        name = re.match(r"[\w.-]+", wanted)[0].lower()
        assert f"\n{name}==" in f"\n{pinned}", f"{name}: make lock"


def test_no_file_names_a_machine_or_a_registry():
    told = re.compile("|".join([*MACHINE, *REGISTRIES]))
    for path in sources.files():
        if "vendor" in path.parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            found = told.search(line)
            assert not found, f"{path.relative_to(sources.ROOT)}:{number}: {line.strip()[:80]}"


def test_the_test_tools_are_locked_without_addresses(checkout):
    text = (checkout / "tests/tools/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity": "sha512-') == text.count('"node_modules/')
