"""Two instances in one process, under the provider's own WSGI application."""

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from tests.builders import Builder
from tests.reader import Reader
from webapp.identity.models import User


@pytest.fixture
def second_database(postgres_url):
    """The address of another database on the same server."""
    driver = postgres_url.replace("postgresql:", "postgresql+psycopg:")
    server = create_engine(driver, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS second"))
        connection.execute(text("CREATE DATABASE second"))
    server.dispose()
    return postgres_url.replace("/postgres?", "/second?")


@pytest.fixture
def site(make_app, second_database):
    """The provider's application with an instance below /one and one below /two."""
    one = make_app(
        public_url="http://localhost/one", cookie_name="one", brand_name="Acme", language="de"
    )
    two = make_app(
        public_url="http://localhost/two",
        cookie_name="two",
        brand_name="Zenith",
        database_url=second_database,
    )
    outer = Flask("provider")
    outer.add_url_rule("/", view_func=lambda: "the provider's own page")
    outer.wsgi_app = DispatcherMiddleware(outer.wsgi_app, {"/one": one, "/two": two})
    return outer, one, two


def test_each_has_its_own_people_cookie_brand_and_addresses(site, kind):
    outer, one, two = site
    anna, bert = Builder(one).client("Anna"), Builder(two).client("Bert", language="ar")
    reader = Reader(outer, kind)

    reader.open("/one/login").submit(email=anna.email, password=anna.password)
    assert reader.address == "/one/account"
    assert reader.page.text("title").endswith("– Acme")
    reader.open("/two/account")
    assert reader.address.startswith("/two/login")
    assert reader.page.text("title").endswith("– Zenith")
    reader.submit(status=422, email=anna.email, password=anna.password)
    reader.submit(email=bert.email, password=bert.password)
    assert reader.address == "/two/account"
    assert reader.page.find("html").get("dir") == "rtl"

    reader.open("/one/profile")
    assert reader.page.find("html").get("lang") == "en"
    reader.press("Change your phone number").submit(number="+44 20 7946 0018")
    assert Builder(one).stored(User, anna.user_id).phone == "+442079460018"
    assert Builder(two).stored(User, bert.user_id).phone is None
    assert "profile.phone_changed" not in Builder(two).events()


def test_leaving_one_is_not_leaving_the_other(site):
    outer, one, two = site
    anna, bert = Builder(one).client("Anna"), Builder(two).client("Bert")
    reader = Reader(outer)
    for path, person in (("/one", anna), ("/two", bert)):
        reader.open(f"{path}/login").submit(email=person.email, password=person.password)
    reader.open("/one/logout").submit()
    assert reader.open("/one/profile").address.startswith("/one/login")
    assert reader.open("/two/profile").address == "/two/profile"


def test_a_cookie_of_one_means_nothing_to_the_other(site):
    outer, one, two = site
    anna, bert = Builder(one).client("Anna"), Builder(two).client("Bert")
    assert anna.user_id == bert.user_id
    reader = Reader(outer)
    reader.open("/one/login").submit(email=anna.email, password=anna.password)
    reader.client.set_cookie("two", reader.client.get_cookie("one").value)
    assert reader.open("/two/profile").address.startswith("/two/login")


def test_the_languages_of_strangers_are_kept_apart(site):
    outer, _one, _two = site
    reader = Reader(outer, language="xx")
    assert reader.open("/one/login").page.find("html").get("lang") == "de"
    assert reader.open("/two/login").page.find("html").get("lang") == "en"
    reader.open("/two/login?lang=uk")
    assert reader.open("/two/login").page.find("html").get("lang") == "uk"
    assert reader.open("/one/login").page.find("html").get("lang") == "de"


def test_the_providers_own_pages_stay_his(site):
    outer, _one, _two = site
    assert outer.test_client().get("/").text == "the provider's own page"
    assert outer.test_client().get("/onerous").status_code == 404
    assert outer.test_client().get("/two/static/nothing.css").status_code == 404
