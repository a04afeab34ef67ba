"""docs/operating.md is true: its units, its settings file, its commands."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import webapp.messaging.commands
from tests.instances import KEY, variables

HOME = "/srv/clientarea"
UNITS = ("clientarea.service", "clientarea-worker.service")
LINE = re.compile(r"([A-Z]\w+)=(.+)")
BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HALT = 3
FLASK = f"{sys.executable} -m flask"


@pytest.fixture
def page(checkout) -> str:
    return (checkout / "docs/operating.md").read_text(encoding="utf-8")


def unit(checkout: Path, name: str) -> list[tuple[str, str]]:
    """The assignments of a unit, in their order."""
    text = (checkout / "docs/operating" / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("[")]
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), lines
    return [(match[1], match[2]) for match in found if match]


def block(page: str, start: str) -> str:
    """The piece of code that begins like this."""
    (found,) = [block for block in BLOCK.findall(page) if block.startswith(start)]
    return found


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_quoted_as_it_is(checkout, page, name):
    text = (checkout / "docs/operating" / name).read_text(encoding="utf-8")
    assert f"`{name}`:\n\n```ini\n{text}```\n" in page


@pytest.mark.parametrize("name", UNITS)
def test_systemd_has_nothing_to_say_of_a_unit(checkout, tmp_path, tool, name):
    program = tool("systemd-analyze", "systemd")
    text = (checkout / "docs/operating" / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(re.sub(rf"{HOME}/\S+", sys.executable, text))
    said = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stderr == ""


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_what_exists_in_the_same_place_as_the_same_user(checkout, name):
    lines = unit(checkout, name)
    for key, value in lines:
        if key.startswith("Exec") and value.startswith(HOME):
            program = value.split()[0].removeprefix(f"{HOME}/.venv/bin/")
            assert (Path(sys.executable).parent / program).exists(), value
    settings = dict(lines)
    assert settings["WorkingDirectory"] == HOME
    assert settings["User"] == "clientarea"
    assert settings["EnvironmentFile"] == "/etc/clientarea.env"
    assert settings["ProtectSystem"] == "strict"


def test_the_server_is_started_with_our_configuration_and_stays_down_when_it_refuses(checkout):
    lines = dict(unit(checkout, UNITS[0]))
    _program, _option, configuration, application = lines["ExecStart"].split()
    assert (checkout / configuration).exists()
    assert application == "wsgi:app"
    assert lines["RestartPreventExitStatus"] == str(HALT)
    worker = dict(unit(checkout, UNITS[1]))["ExecStart"].split()[1:]
    assert worker[:2] == ["--app", "wsgi"]
    assert worker[2] in [c.name for c in webapp.messaging.commands.COMMANDS[""]]


def test_a_reload_looks_first_whether_a_server_would_start(checkout, make_app, tmp_path):
    make_app()
    theme = tmp_path / "theme" / "templates" / "layouts"
    theme.mkdir(parents=True)
    look, change = [value for key, value in unit(checkout, UNITS[0]) if key == "ExecReload"]
    assert change == "/bin/kill -s HUP $MAINPID"
    command = [sys.executable, *look.split()[1:]]

    def reload() -> int:
        environ = variables(tmp_path / "instance-0", theme_dir=str(tmp_path / "theme"))
        kept = {name: value for name, value in os.environ.items() if "FLASK" not in name}
        done = subprocess.run(
            command, cwd=checkout, env={**kept, **environ}, capture_output=True, check=False
        )
        return done.returncode

    assert reload() == 0
    (theme / "base.html").write_text("{% block")
    assert reload() == HALT


def test_the_script_reads_the_settings_file(checkout, page, tmp_path):
    settings = block(page, "# Two keys")
    assert settings.count("KEY=…") == 2
    settings = settings.replace("KEY=…", f"KEY={KEY}").replace("/var/lib/clientarea", str(tmp_path))
    (tmp_path / "clientarea.env").write_text(settings)
    script = block(page, "#!/bin/sh").replace("/etc/clientarea.env", f"{tmp_path}/clientarea.env")
    script, count = re.subn(r"exec setpriv .* \.venv/bin/flask", f"exec {FLASK}", script)
    assert count == 1
    (tmp_path / "clientarea").write_text(script.replace(HOME, str(checkout)))
    kept = {name: value for name, value in os.environ.items() if "CLIENTAREA" not in name}
    done = subprocess.run(
        ["sh", str(tmp_path / "clientarea"), "doctor", "--json"],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    told = {row["subject"]: row["ok"] for row in json.loads(done.stdout)}
    assert told["Public address: https://www.example.com/client"]
    assert told["Keys: from the environment"]
    assert told["Mail: to mail.example.com, encrypted"]


def test_the_key_that_is_made_is_long_enough_and_the_copy_holds_the_tables(
    page, make_app, tmp_path
):
    (make,) = set(re.findall(r"each made by: python3 (-c '.*')", page))
    key = subprocess.check_output(f"{sys.executable} {make}", shell=True, text=True)  # noqa: S602
    assert len(key.strip()) >= 32
    make_app()
    (copy,) = re.findall(r"^ *python3 (-c \"import sqlite3; .*\")$", page, re.MULTILINE)
    copy = copy.replace("/var/lib/clientarea", str(tmp_path / "instance-0"))
    copy = copy.replace("/backup", str(tmp_path))
    subprocess.run(f"{sys.executable} {copy}", shell=True, check=True)  # noqa: S602
    with sqlite3.connect(tmp_path / "clientarea.sqlite3") as copied:
        assert copied.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    copied.close()


def test_every_command_that_is_named_exists(page, make_app):
    app = make_app(migrated=False)
    known = set(app.cli.commands) | {"db"}
    for words in re.findall(r"^(?:\S+ )*clientarea ([a-z]+)", page, re.MULTILINE):
        assert words in known | {"clientarea"}, words
    for words in re.findall(r"`flask (?:--app wsgi )?([a-z]+)", page):
        assert words in known, words
