"""A client's first day, from the provider's terminal to signing out: whole stories over HTTP."""

import pytest
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from tests.builders import PASSWORD
from tests.reader import Reader
from webapp.identity import client_ids
from webapp.identity.models import Account, User


def create_account(app: Flask, *options: str) -> str:
    """What the provider types; return the Client ID that is printed."""
    result = app.test_cli_runner().invoke(
        args=["account", "create", *options, "--password-stdin"], input=f"{PASSWORD}\n"
    )
    assert result.exit_code == 0, result.output
    return result.stdout.removeprefix("Client ID ").strip()


def live_through(app: Flask, kind: str, start: str = "") -> None:
    """Sign in, give a phone number, choose German, sign out; ``start`` is the prefix."""
    client_id = create_account(app, "--name", "Anna Kovalenko", "--email", "Anna@Example.com")
    reader = Reader(app, kind)

    reader.open(f"{start}/")
    assert reader.address == f"{start}/login"
    reader.submit(email="anna@example.com", password=PASSWORD)
    assert reader.address == f"{start}/account"
    assert client_id in reader.text

    reader.press("User settings").press("Change your phone number")
    reader.submit(status=422, number="20 7946 0018", country="")
    reader.submit(number="0044 20 7946 0018", country="")
    assert "Phone number saved." in reader.text
    assert "+44 20 7946 0018" in reader.text

    reader.press("Change the interface language").submit(language="de")
    assert reader.page.find("html").get("lang") == "de"
    assert reader.page.text("h1") == "Benutzereinstellungen"
    assert "Sprache gespeichert." in reader.text
    assert "User settings" not in reader.response.text

    cookie = reader.client.get_cookie("clientarea").value
    reader.press("Abmelden").submit()
    assert reader.address.startswith(f"{start}/login")
    thief = Reader(app, kind)
    thief.client.set_cookie("clientarea", cookie)
    assert thief.open(f"{start}/profile").address.startswith(f"{start}/login?next=")

    fresh = Reader(app, kind, language="uk").open(f"{start}/profile/phone/edit")
    fresh.submit(email="anna@example.com", password=PASSWORD)
    assert fresh.address == f"{start}/profile/phone/edit"
    assert fresh.page.find("html").get("lang") == "de"


def test_the_first_day_of_a_client(app, kind, build):
    live_through(app, kind)
    user = build.stored(User, 1)
    assert (user.phone, user.language) == ("+442079460018", "de")
    assert build.events() == [
        "account.created",
        "sign_in.succeeded",
        "profile.phone_changed",
        "profile.language_changed",
        "sign_in.ended",
        "sign_in.succeeded",
    ]
    assert client_ids.read(build.stored(Account, 1).client_id)


def test_the_same_under_a_prefix(make_app, kind):
    live_through(make_app(public_url="http://localhost/client"), kind, "/client")


def test_the_same_behind_a_proxy_that_strips_the_prefix(make_app, kind):
    app = make_app(public_url="http://localhost/client")
    serve = app.wsgi_app

    def strip(environ, start_response):
        assert environ["PATH_INFO"].startswith("/client/")
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/client")
        return serve(environ, start_response)

    app.wsgi_app = strip
    live_through(app, kind, "/client")


def test_the_same_mounted_in_the_providers_own_application(make_app, kind):
    app = make_app(public_url="http://localhost/client")
    outer = Flask("provider")
    outer.wsgi_app = DispatcherMiddleware(outer.wsgi_app, {"/client": app.wsgi_app})
    app.wsgi_app = outer.wsgi_app
    live_through(app, kind, "/client")


@pytest.mark.parametrize("language", ["uk", "ar"])
def test_a_day_in_another_language(app, kind, language):
    create_account(app, "--name", "Анна", "--email", "a@b.example", "--language", language)
    reader = Reader(app, kind).open("/login").submit(email="a@b.example", password=PASSWORD)
    for path in ("/account", "/profile", "/profile/phone/edit", "/profile/name/edit", "/switch"):
        reader.open(path)
        assert reader.page.find("html").get("lang") == language
        assert reader.page.find("html").get("dir") == ("rtl" if language == "ar" else "ltr")
        for english in ("Change", "Save", "Cancel", "User settings", "Sign out", "Client since"):
            assert english not in reader.page.text("body")


def test_an_accountant_with_two_clients(app, kind, build):
    """One person, two accounts: the second comes by the same e-mail and the same password."""
    first = create_account(app, "--name", "Bakery", "--email", "anna@example.com")
    result = app.test_cli_runner().invoke(
        args=["account", "create", "--name", "Brewery", "--email", "ANNA@example.com"]
    )
    second = result.stdout.removeprefix("Client ID ").strip()
    reader = Reader(app, kind).open("/login").submit(email="anna@example.com", password=PASSWORD)
    assert first in reader.text
    reader.press("Switch account")
    assert "Bakery" in reader.text
    assert "Brewery" in reader.text
    reader.submit()
    assert second in reader.text
    assert "You are now in another account." in reader.text

    reader.press("User settings").press("Change your name").submit(name="Anna K.")
    assert "Brewery" in reader.page.text("header")
    assert app.test_cli_runner().invoke(args=["account", "close", second]).exit_code == 0
    assert "Closed" in reader.open("/account").text
    assert "Active" in reader.press("Switch account").text
    reader.submit()
    assert first in reader.text
    assert build.events().count("account.switched") == 2


def test_the_demo_can_be_walked_through(make_app, kind):
    app = make_app()
    runner = app.test_cli_runner()
    shown = runner.invoke(args=["demo"]).stdout
    assert runner.invoke(args=["demo"]).stdout == shown
    words = shown.splitlines()[0].split()
    reader = Reader(app, kind).open("/login").submit(email=words[3], password=words[-1])
    assert reader.address == "/account"
    assert "Kovalenko & Partners" in reader.text


def test_the_demo_leaves_real_clients_alone(make_app):
    app = make_app()
    create_account(app, "--name", "Real", "--email", "real@example.com")
    refused = app.test_cli_runner().invoke(args=["demo"])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "left as it is" in refused.stderr


def test_the_demo_is_not_for_strangers(make_app):
    app = make_app(public_url="https://www.example.com")
    result = app.test_cli_runner().invoke(args=["demo"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "this machine only" in result.stderr
