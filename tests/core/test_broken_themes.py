"""A theme that is broken: told by file and line before it is used, and never a bare 500."""

import io
import json
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.instances import variables
from tests.reader import Reader
from webapp.core.settings import SettingsError
from webapp.core.start import check_theme

ON_SQLITE = True

BASE = "layouts/base.html"
EXTENDING = '{% extends "clientarea/layouts/base.html" %}\n'
SKELETON = (
    "<!doctype html><title>{% block title %}{% endblock %}</title>"
    "{% block head %}{% endblock %}{% block body %}{% endblock %}"
)

BROKEN = [
    (BASE, EXTENDING + "{% block footer %}\n{{ 1 + }}{% endblock %}", "line 3: "),
    (BASE, EXTENDING + "{% block footer %}", "line 2: Unexpected end of template"),
    (BASE, EXTENDING + "{% block footer %}{{ 'a'|shout }}{% endblock %}", "line 2: No filter"),
    (BASE, '\n{% extends "clientarea/base.html" %}', "line 2: there is no template clientarea/b"),
    (BASE, EXTENDING + "\n{% block foter %}{% endblock %}", "line 3: clientarea/layouts/base.html"),
    (BASE, '{% extends "layouts/base.html" %}', "it extends itself; ours is called clientarea/l"),
    (BASE, '{% extends "layouts/skeleton.html" %}', "it has no block content"),
    (BASE, EXTENDING + "{% block header %}\n{{ asset('no.css') }}{% endblock %}", "line 3: Lookup"),
    (BASE, EXTENDING + "{% block header %}{{ none.x.y }}{% endblock %}", "line 2: Undefined"),
    (BASE, EXTENDING + "{% block header %}{{ url_for('no') }}{% endblock %}", "line 2: BuildErr"),
    ("layouts/skeleton.html", SKELETON.replace("body", "bdoy"), "it has no block body"),
    ("email/layout.html", "<p>{{ subject }}</p>", "it has no block words"),
    ("parts/menu.html", '<ul>\n{% include "parts/line.html" %}</ul>', "line 2: there is no templ"),
    ("parts/menu.html", b"\xff\xfe", "not UTF-8"),
]


@pytest.fixture
def themed(make_app, tmp_path):
    """An application with a theme of some files: ``themed({"layouts/base.html": "…"})``."""
    theme = tmp_path / "theme"

    def make(files: dict[str, str | bytes], **settings: str):
        theme.mkdir(exist_ok=True)
        for name, content in files.items():
            path = theme / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return make_app(theme_dir=str(theme), **settings)

    return make


@pytest.mark.parametrize(("name", "content", "told"), BROKEN, ids=range(len(BROKEN)))
def test_the_start_is_refused_in_one_line_with_file_and_line(themed, name, content, told):
    app = themed({f"templates/{name}": content}, migrated=False)
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_THEME_DIR: [^\n]+$") as refusal:
        check_theme(app)
    assert f"templates/{name}" in str(refusal.value)
    assert told in str(refusal.value)


def test_words_that_were_not_compiled_or_cannot_be_read_are_told(themed):
    folder = "translations/de/LC_MESSAGES"
    app = themed({f"{folder}/messages.po": 'msgid ""\nmsgstr ""\n'}, migrated=False)
    with pytest.raises(SettingsError, match=r"messages\.po: not compiled.* pybabel compile"):
        check_theme(app)
    themed({f"{folder}/messages.mo": b"nothing of the kind"}, migrated=False)
    with pytest.raises(SettingsError, match=r"messages\.mo: "):
        check_theme(app)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("Sign in", "100% sicher"),
        ("Go to the start page", "%(site)s"),
        ("Back to <bdi>%(site)s</bdi>", "Zurück zu %(name)s"),
        ("Back to <bdi>%(site)s</bdi>", "Zurück zu %(site)d"),
        (("%(num)d account", "%(num)d accounts"), ("%(num)d Konto", "%(num)s Konten")),
    ],
)
def test_words_that_cannot_be_filled_in_are_told(themed, message, words):
    app = themed({"translations/de/LC_MESSAGES/messages.mo": compiled(message, words)})
    with pytest.raises(SettingsError, match=r"messages\.mo: '.*': a percent sign is written %%"):
        check_theme(app)


def compiled(message: str | tuple[str, str], words: str | tuple[str, str]) -> bytes:
    """German words for a message, as they are read."""
    catalogue, file = Catalog(locale="de"), io.BytesIO()
    catalogue.add(message, words)
    write_mo(file, catalogue)
    return file.getvalue()


def test_a_sound_theme_and_none_at_all_are_served(themed, make_app):
    files = {
        "templates/layouts/base.html": EXTENDING + "{% block footer %}{{ super() }}{% endblock %}",
        "templates/.hidden": "{% nothing %}",
        "templates/parts/maybe.html": '{% include "none.html" ignore missing %}{% include x %}',
        "translations/de/LC_MESSAGES/messages.mo": compiled("%(a)s, %(b)s", "%(b)s: 9 %%"),
    }
    check_theme(themed(files, migrated=False, public_url="http://localhost/client"))
    check_theme(make_app(migrated=False))


def test_under_a_path_the_links_of_pages_stay_there_once_the_theme_was_tried(themed):
    app = themed({}, public_url="http://localhost/client")
    check_theme(app)
    page = Reader(app).open("/client/login").page
    assert page.link("Client area").get("href") == "/client/"


def test_the_doctor_tells_everything_that_is_wrong(themed):
    app = themed({f"templates/{n}": c for n, c, _told in (BROKEN[0], BROKEN[-2], BROKEN[-1])})
    ended = app.test_cli_runner().invoke(args=["doctor", "--json"])
    (theme,) = [row for row in json.loads(ended.stdout) if row["subject"].startswith("Theme: ")]
    assert (ended.exit_code, theme["ok"]) == (1, False)
    assert theme["advice"].count("\n") == 1
    assert "templates/layouts/base.html, line 3: " in theme["advice"]
    shown = app.test_cli_runner().invoke(args=["doctor"]).stdout
    assert "MEND  Theme: " in shown
    assert "\n      templates/layouts/base.html, line 3: " in shown
    assert app.test_cli_runner().invoke(args=["worker", "--drain"]).exit_code == 1


def test_a_sound_theme_is_told_by_its_folder(themed, tmp_path):
    ended = themed({}).test_cli_runner().invoke(args=["doctor"])
    assert ended.exit_code == 0
    assert f"ok    Theme: {tmp_path / 'theme'}" in ended.stdout


def test_a_server_does_not_start(themed, checkout, tmp_path):
    themed({"templates/layouts/base.html": EXTENDING + "{% block"})
    ended = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=checkout,
        env=variables(tmp_path / "instance-0", theme_dir=str(tmp_path / "theme")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert ended.stderr.startswith("clientarea: CLIENTAREA_THEME_DIR: templates/layouts/base.html,")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("which", [1, 3, 7, 8])
@pytest.mark.parametrize(("path", "status"), [("/login", 500), ("/nothing", 404)])
def test_an_error_page_needs_no_theme(themed, which, path, status):
    name, content, _told = BROKEN[which]
    app = themed({f"templates/{name}": content})
    app.testing = False
    reader = Reader(app).open(path, status=status)
    assert reader.page.link("Go to the start page").get("href") == "/"
    assert "Traceback" not in reader.response.text


def test_a_fragment_of_an_error_needs_no_theme_either(themed):
    app = themed({"templates/errors/fragment.html": "{{ none.x.y }}"})
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#phone"}
    answer = app.test_client().get("/nothing", headers=headers)
    assert answer.status_code == 404
    assert 'id="phone"' in answer.text


def test_what_failed_is_in_the_log(themed, capsys):
    app = themed({"templates/layouts/base.html": "{{ none.x.y }}"}, log_level="ERROR")
    Reader(app).open("/nothing", status=404)
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert line["event"] == "theme"
    assert "layouts/base.html" in json.dumps(line)
