"""Settings: read from the environment, and refused at once when they cannot be used."""

import json

import pytest

from webapp.core.environment import load
from webapp.core.settings import Settings, SettingsError


def read(**settings: str) -> Settings:
    return load({f"CLIENTAREA_{name.upper()}": value for name, value in settings.items()})


def test_without_any_variable_everything_has_a_default():
    found = load({})
    assert found.public_url == "http://localhost:8000"
    assert found.database_url == f"sqlite:///{found.instance / 'clientarea.sqlite3'}"
    assert found.session_cookie == "clientarea"
    assert found.prefix == ""
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]", "localhost")
    assert found.proxies == ()
    assert found.password_min_length == 12
    assert found.throttling
    assert not found.is_production
    assert not found.trusts_unix_socket


def test_the_port_moves_the_default_address():
    assert load({"PORT": "9001"}).public_url == "http://localhost:9001"
    assert load({"PORT": ""}).public_url == "http://localhost:8000"
    assert load({"PORT": "9001", "CLIENTAREA_PUBLIC_URL": "http://localhost:7"}).origin == (
        "http://localhost:7"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("DATABSE_URL", "DATABASE_URL"),
        ("SECRETKEY", "SECRET_KEY"),
        ("TRUSTED_PROXY", "TRUSTED_PROXIES"),
        ("PUBLIC_URLS", "PUBLIC_URL"),
    ],
)
def test_a_near_miss_of_a_name_is_refused_and_corrected(typed, meant):
    with pytest.raises(SettingsError) as refusal:
        load({f"CLIENTAREA_{typed}": "anything"})
    assert f"CLIENTAREA_{typed} is not a setting" in str(refusal.value)
    assert str(refusal.value).endswith(f"CLIENTAREA_{meant}?")


def test_an_unknown_name_is_one_line_of_the_log(make_app, capsys):
    make_app(migrated=False, weather="fine", log_level="INFO")
    shown = capsys.readouterr()
    assert shown.out == ""
    line = json.loads(shown.err)
    assert line["name"] == "CLIENTAREA_WEATHER"
    assert line["level"] == "warning"
    assert "fine" not in shown.err


def test_names_that_steer_a_test_run_are_no_settings(make_app, capsys):
    make_app(migrated=False, test_require_tools="1", log_level="INFO")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hsts_seconds", "soon"),
        ("hsts_seconds", "-1"),
        ("password_min_length", "7"),
        ("password_min_length", "65"),
        ("throttling", "maybe"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "europe/kyiv"),
        ("queue_url", "redis://localhost"),
        ("queue_url", "queue"),
        ("mail_port", "smtp"),
        ("mail_port", "70000"),
        ("mail_from", "Example <billing@example.com>"),
        ("mail_from", "billing@example.com\nBcc: eve@example.com"),
        ("mail_from", "billing"),
        ("mail_username", "us\nthem"),
        ("mail_password", "a correct hörse battery"),
        ("brand_name", "Example\nHosting"),
        ("public_url", "example.com"),
        ("public_url", "ftp://example.com"),
        ("public_url", "https://"),
        ("public_url", "https://[::1"),
        ("public_url", "https://example.com:port"),
        ("public_url", "https://example.com/?query"),
        ("public_url", "https://example.com/#part"),
        ("public_url", "https://example.com//evil.example"),
        ("public_url", 'https://example.com/a"b'),
        ("database_url", "clients.db"),
        ("database_url", "mysql://localhost/clients"),
        ("trusted_proxies", "10.0.0.1/8"),
        ("trusted_proxies", "my-proxy"),
        ("log_level", "chatty"),
        ("cookie_name", "a b;c"),
        ("limit_sign_in", "many"),
        ("limit_sign_in_network", "5 per fortnight"),
        ("limit_sign_in_network_day", ""),
        ("theme_dir", "/nowhere/at/all"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_one_line_that_names_it(name, value):
    with pytest.raises(SettingsError) as refusal:
        read(**{name: value})
    assert str(refusal.value).startswith(f"CLIENTAREA_{name.upper()}: ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"), [("language", "fr"), ("brand_accent", "red"), ("brand_accent", "#12345")]
)
def test_what_only_a_part_of_the_house_can_judge_is_refused_there(make_app, name, value):
    with pytest.raises(SettingsError, match=f"^CLIENTAREA_{name.upper()}: "):
        make_app(migrated=False, **{name: value})


def test_types_are_read_but_digits_in_a_text_stay_text():
    found = read(
        hsts_seconds="300", password_min_length="16", throttling="false", cookie_name="007"
    )
    assert found.hsts_seconds == 300
    assert found.password_min_length == 16
    assert found.throttling is False
    assert found.cookie_name == "007"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_address_gets_our_driver(scheme):
    found = read(database_url=f"{scheme}://anna@db.example/clients?sslmode=require")
    assert found.database_url == "postgresql+psycopg://anna@db.example/clients?sslmode=require"


@pytest.mark.parametrize(
    ("url", "prefix", "origin", "is_production"),
    [
        ("http://localhost:8000/", "", "http://localhost:8000", False),
        ("http://127.0.0.1:8000", "", "http://127.0.0.1:8000", False),
        ("http://[::1]:8000", "", "http://[::1]:8000", False),
        ("http://localhost:8000/client/", "/client", "http://localhost:8000", False),
        ("https://localhost", "", "https://localhost", True),
        ("http://example.com", "", "http://example.com", True),
        ("https://example.com/a/b", "/a/b", "https://example.com", True),
        ("http://localhost.example.com", "", "http://localhost.example.com", True),
        ("http://127.0.0.1.example.com", "", "http://127.0.0.1.example.com", True),
    ],
)
def test_the_public_address_says_prefix_origin_and_whether_strangers_reach_us(
    url, prefix, origin, is_production
):
    found = read(public_url=url)
    assert (found.prefix, found.origin) == (prefix, origin)
    assert found.is_production is is_production


@pytest.mark.parametrize(
    ("url", "trusted", "hosts"),
    [
        ("https://example.com:8443/client", "", ("example.com",)),
        ("https://Example.COM", "", ("example.com",)),
        ("https://[2001:db8::1]", "", ("[2001:db8::1]",)),
        ("https://example.com", "A.example, b.example", ("a.example", "b.example")),
    ],
)
def test_hosts_are_those_of_the_public_address_unless_named(url, trusted, hosts):
    assert read(public_url=url, trusted_hosts=trusted).hosts == hosts


@pytest.mark.parametrize(
    ("url", "name", "cookie"),
    [
        ("http://localhost", "", "clientarea"),
        ("https://example.com", "", "__Host-clientarea"),
        ("https://example.com", "second", "__Host-second"),
        ("https://example.com", "__Host-own", "__Host-own"),
    ],
)
def test_under_tls_the_cookie_is_bound_to_the_host(url, name, cookie):
    assert read(public_url=url, cookie_name=name).session_cookie == cookie


def test_trusted_proxies_are_networks_and_the_unix_socket():
    found = read(trusted_proxies="10.0.0.0/8, 2001:db8::/32 192.0.2.7,unix")
    assert [str(network) for network in found.proxies] == [
        "10.0.0.0/8",
        "2001:db8::/32",
        "192.0.2.7/32",
    ]
    assert found.trusts_unix_socket
