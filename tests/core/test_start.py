"""Starting the server: ready, or one line and status 3."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from tests.instances import variables
from webapp.core import db, schema, start
from webapp.core.access import public


def load_wsgi(checkout, folder, **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FLASK_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", "import wsgi"],
        cwd=checkout,
        env={**clean, **variables(folder, **settings)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wrong_setting_is_one_line_and_status_3(checkout, tmp_path):
    ended = load_wsgi(checkout, tmp_path, public_url="nowhere")
    assert ended.returncode == 3
    assert ended.stderr == (
        "clientarea: CLIENTAREA_PUBLIC_URL: give a full address, like https://example.com/client\n"
    )
    assert ended.stdout == ""


def test_a_database_without_our_tables_is_one_line_and_status_3(checkout, tmp_path):
    ended = load_wsgi(checkout, tmp_path)
    assert ended.returncode == 3
    assert ended.stderr.count("\n") == 1
    assert "flask --app wsgi db upgrade" in ended.stderr


def test_a_database_that_fits_is_served_without_a_word(checkout, make_app, tmp_path):
    make_app()
    ended = load_wsgi(checkout, tmp_path / "instance-0")
    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", "")


@pytest.mark.parametrize(
    ("revision", "is_behind"),
    [("2026_11_22_identity", True), ("2099_01_01_from_the_future", False), (None, True)],
)
def test_only_a_database_behind_the_code_is_refused(make_app, revision, is_behind):
    app = make_app()
    with app.app_context():
        with db.write_connection() as connection:
            connection.execute(text("DELETE FROM alembic_version"))
            if revision:
                connection.execute(
                    text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision}
                )
        assert schema.is_behind() is is_behind
    assert app.test_client().get("/readyz").status_code == (503 if is_behind else 200)
    if is_behind:
        with pytest.raises(start.SettingsError, match="db upgrade"):
            start.check_schema(app)
    else:
        start.check_schema(app)


def test_a_route_that_does_not_say_who_may_use_it_stops_the_start(make_app):
    app = make_app(migrated=False)
    app.add_url_rule("/fine", view_func=public(lambda: "fine"), endpoint="fine")
    start.check_routes(app)
    app.add_url_rule("/open", view_func=lambda: "open", endpoint="open")
    with pytest.raises(RuntimeError, match=r"^open: say who may use it"):
        start.check_routes(app)
