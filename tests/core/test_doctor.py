"""`flask doctor`: what is right, what to mend, and how."""

import json
from pathlib import Path

import pytest
from flask import Flask

from webapp.core.room import Finding


def examine(app: Flask) -> tuple[int, dict[str, dict]]:
    """The exit status, and the findings by the word before their colon."""
    result = app.test_cli_runner().invoke(args=["doctor", "--json"])
    found = json.loads(result.stdout)
    assert all(set(row) == {"ok", "subject", "advice"} for row in found)
    return result.exit_code, {row["subject"].partition(":")[0]: row for row in found}


def test_a_sound_installation_exits_0(make_app):
    status, found = examine(make_app())
    assert status == 0
    assert all(row["ok"] for row in found.values())
    assert set(found) >= {"Public address", "Database", "Schema", "Keys", "Leaked passwords"}


def test_people_read_one_line_for_each_finding(make_app):
    result = make_app().test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 0
    heads = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert len(heads) >= 5
    assert all(line.startswith("ok    ") for line in heads)


def test_a_schema_behind_the_code_says_how_to_mend_it(make_app):
    app = make_app(migrated=False)
    status, found = examine(app)
    assert status == 1
    assert not found["Schema"]["ok"]
    assert "flask --app wsgi db upgrade" in found["Schema"]["advice"]
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 1
    assert "MEND  Schema: behind the code" in result.stdout


def test_a_database_that_does_not_answer_is_named_without_its_password(make_app):
    url = "postgresql://anna:geheim@127.0.0.1:1/nothing"
    app = make_app(migrated=False, database_url=url)
    status, found = examine(app)
    assert status == 1
    assert not found["Database"]["ok"]
    assert found["Database"]["advice"]
    assert not found["Schema"]["ok"]
    assert "geheim" not in json.dumps(found)
    assert "127.0.0.1:1" in found["Database"]["subject"]


@pytest.mark.parametrize(
    ("url", "is_fine", "words"),
    [
        ("http://localhost:8000", True, "this machine only"),
        ("https://www.example.com", True, "https://www.example.com"),
        ("http://www.example.com", False, "http://www.example.com"),
    ],
)
def test_a_public_address_should_be_encrypted(make_app, url, is_fine, words):
    status, found = examine(make_app(public_url=url))
    assert found["Public address"]["ok"] is is_fine
    assert words in found["Public address"]["subject"]
    assert status == (0 if is_fine else 1)


def test_a_key_that_others_may_read_is_to_be_mended(make_app, tmp_path):
    app = make_app(secret_key="")
    assert examine(app)[0] == 0
    Path(tmp_path / "instance-0" / "secret_key").chmod(0o644)
    status, found = examine(app)
    assert status == 1
    assert "chmod 600" in found["Keys"]["advice"]


@pytest.mark.parametrize("exists", [True, False])
def test_the_list_of_leaked_passwords_must_be_there(make_app, tmp_path, exists):
    path = tmp_path / "leaked.txt"
    path.write_text("6C1B2D56BCFA7EFCEE0CAAE3D8E9FBB0A9B3B77D:4\n")
    app = make_app(leaked_passwords=str(path))
    if not exists:
        path.unlink()
    status, found = examine(app)
    assert status == (0 if exists else 1)
    assert found["Leaked passwords"]["ok"] is exists


def test_what_a_room_checks_is_told_too(make_app):
    app = make_app()
    rooms = app.extensions["clientarea.rooms"]
    room = type(rooms[0])(name="test", checks=[lambda: Finding(ok=False, subject="Roof: leaks")])
    app.extensions["clientarea.rooms"] = (*rooms, room)
    status, found = examine(app)
    assert status == 1
    assert not found["Roof"]["ok"]
