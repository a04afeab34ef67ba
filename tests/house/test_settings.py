"""Every setting is told in docs/settings.md, with its default, and nothing else is."""

import re

import pytest

from tests.house import sources
from webapp.core.settings import PREFIX, Settings

NAME = re.compile(rf"\b{PREFIX}_([A-Z0-9_]+)\b")
FOR_TESTS = "TEST_"
ROW = re.compile(rf"^\| `{PREFIX}_([A-Z0-9_]+)` \|(.*)\|(.*)\|(.*)\|$", re.MULTILINE)


@pytest.fixture
def page(checkout) -> str:
    return (checkout / "docs/settings.md").read_text(encoding="utf-8")


def test_every_setting_has_a_row_and_every_row_is_a_setting(page):
    told = [name.lower() for name, *_cells in ROW.findall(page)]
    assert sorted(told) == sorted(Settings.__struct_fields__)


def test_every_row_says_what_it_means_its_default_and_an_example(page):
    for name, *cells in ROW.findall(page):
        assert all(cell.strip() for cell in cells), f"{name}: an empty cell"


def test_the_defaults_told_are_those_of_the_code(page):
    rows = {name.lower(): cells[1] for name, *cells in ROW.findall(page)}
    for name in Settings.__struct_fields__:
        default = getattr(Settings(), name)
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        if shown:
            assert f"`{shown}`" in rows[name], f"{name}: the default is {shown}"


def test_nobody_is_told_of_a_setting_that_does_not_exist():
    known = {name.upper() for name in Settings.__struct_fields__}
    for path in sources.files():
        if "tests" in path.parts:
            continue  # they try what is not a setting
        if path.suffix in (".md", ".py", ".html", ".toml") or path.name in ("Makefile", "run"):
            for name in NAME.findall(path.read_text(encoding="utf-8")):
                where = f"{path.relative_to(sources.ROOT)}: {PREFIX}_{name}"
                assert name in known or name.startswith(FOR_TESTS), where
