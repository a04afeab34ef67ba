"""What a public instance refuses to start with, and the keys that sign its cookies."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.instances import KEY
from webapp.core import keys
from webapp.core.environment import load
from webapp.core.settings import SettingsError
from webapp.core.start import check_production

PUBLIC = "https://clients.example.com"


@pytest.mark.parametrize("url", [PUBLIC, "http://clients.example.com", "https://localhost"])
@pytest.mark.parametrize(
    "key",
    ["", ",", "short", "a" * 40, "abcabcabcabcabcabcabcabcabcabcabcabcabc", KEY[:31], f"{KEY},x"],
)
def test_a_public_instance_needs_a_long_random_key(make_app, url, key):
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_SECRET_KEY: .+$"):
        make_app(migrated=False, public_url=url, secret_key=key)
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_DATA_KEY: .+$"):
        make_app(migrated=False, public_url=url, data_key=key)


def test_a_public_instance_starts_with_good_keys_newest_first(make_app):
    app = make_app(migrated=False, public_url=PUBLIC, secret_key=f"{KEY},{KEY[::-1]}")
    assert app.config["SECRET_KEY"] == KEY
    assert app.config["SECRET_KEY_FALLBACKS"] == [KEY[::-1]]


@pytest.mark.parametrize("value", ["1", "true", "on"])
def test_a_public_instance_refuses_debug_mode(make_app, monkeypatch, value):
    monkeypatch.setenv("FLASK_DEBUG", value)
    with pytest.raises(SettingsError, match=r"^FLASK_DEBUG: "):
        make_app(migrated=False, public_url=PUBLIC)
    monkeypatch.setenv("FLASK_DEBUG", "0")
    make_app(migrated=False, public_url=PUBLIC)


def test_a_public_instance_refuses_tokens_over_an_open_line(make_app, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    with pytest.raises(SettingsError, match=r"^OAUTHLIB_INSECURE_TRANSPORT: "):
        make_app(migrated=False, public_url=PUBLIC)


def test_a_public_instance_refuses_to_guess_passwords_without_limit(make_app):
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_THROTTLING: "):
        make_app(migrated=False, public_url=PUBLIC, throttling="false")


@pytest.mark.parametrize("url", [PUBLIC, "http://localhost:8000"])
def test_nobody_may_switch_signing_in_off(url):
    app = Flask("any")
    app.config["LOGIN_DISABLED"] = True
    with pytest.raises(SettingsError, match=r"^LOGIN_DISABLED: "):
        check_production(app, load({"CLIENTAREA_PUBLIC_URL": url}))


def test_switching_sign_in_off_as_other_applications_do_lets_nobody_in(make_app):
    app = make_app()
    app.config["LOGIN_DISABLED"] = True
    for page in ("/profile", "/account", "/switch"):
        assert app.test_client().get(page).status_code == 303


def test_a_developers_machine_may_do_all_of_it(make_app, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    make_app(migrated=False, secret_key="short", throttling="false")


def test_a_generated_key_is_kept_for_its_owner_alone(make_app, tmp_path):
    app = make_app(migrated=False, secret_key="")
    path = tmp_path / "instance-0" / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(app.config["SECRET_KEY"]) >= keys.SHORTEST
    assert app.config["SECRET_KEY"] == path.read_text()
    assert list(path.parent.glob("secret_key.*")) == []


def test_those_who_start_together_agree_on_one_generated_key(tmp_path):
    found = load({"CLIENTAREA_INSTANCE_DIR": str(tmp_path / "fresh")})
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: keys.signing_keys(found)[0], range(32)))
    assert len(set(made)) == 1


def test_a_cookie_signed_with_the_old_key_is_still_read(make_app, tmp_path):
    first, second = make_app(secret_key=KEY), make_app(secret_key=f"{KEY[::-1]} {KEY}")
    browser = first.test_client()
    browser.get("/login")
    name = first.config["SESSION_COOKIE_NAME"]
    request = second.test_request_context(
        headers={"Cookie": f"{name}={browser.get_cookie(name).value}"}
    )
    assert second.session_interface.open_session(second, request.request)["csrf_token"]
