"""Who is not where his list allows is refused everywhere, and nobody learns who he is."""

import pytest

from tests.access.lists import HOME, OFFICE, allow, at, only_from
from tests.house.matrix import HTMX, Request, requests
from tests.reader import Reader
from webapp.identity.models import BrowserSession

NAME = "Anna Kovalenko"


@pytest.fixture
def anna(build):
    """A client whose name stands on every page of hers."""
    return build.client(NAME, language="de")


@pytest.fixture
def refused(plain, anna, build):
    """Her browser, signed in at home and now somewhere else."""
    at(plain, HOME).sign_in(anna)
    allow(build, anna, HOME)
    return at(plain, OFFICE)


def is_public(app, request: Request) -> bool:
    rule = next(rule for rule in app.url_map.iter_rules() if rule.rule == request.rule)
    return app.view_functions[rule.endpoint].access.kind == "public"


def test_every_page_of_hers_is_refused_and_no_other_tells_of_her(app, refused, anna):
    asked = [request for request in requests(app) if request.rule != "/logout"]
    assert len([request for request in asked if not is_public(app, request)]) > 20
    for request in asked:
        for headers in ({}, HTMX):
            answer = refused.client.open(request.address, method=request.method, headers=headers)
            where = f"{request.method} {request.rule}: {answer.status_code}"
            if is_public(app, request):
                assert answer.status_code != 403, where
            else:
                assert answer.status_code == 403, where
            for secret in (NAME, anna.client_id, anna.email, 'class="ca-menu"'):
                assert secret not in answer.text, f"{where} tells {secret}"


def test_addresses_that_lead_nowhere_do_not_tell_of_her_either(refused):
    assert NAME not in refused.open("/no-such-page", status=404).page.text("html")


def test_the_session_stays_and_goes_on_at_home(refused, build):
    refused.open("/profile", status=403)
    assert build.stored(BrowserSession, 1).ended_at is None
    assert NAME in at(refused, HOME).open("/profile").page.text("html")


def test_she_can_sign_out_from_anywhere(refused, build):
    refused.open("/logout").submit()
    assert build.stored(BrowserSession, 1).ended_at is not None


def test_a_panel_is_refused_in_its_place(app, anna, build):
    reader = at(Reader(app, "htmx"), HOME).sign_in(anna).open("/profile")
    allow(build, anna, HOME)
    at(reader, OFFICE).press("Ändern Ihrer Telefonnummer", status=403)
    assert OFFICE in reader.text


def test_who_has_no_list_costs_no_statement_more(app, anna, build, queries):
    reader = at(Reader(app), HOME).sign_in(anna)
    reader.client.get("/profile")
    with queries() as without:
        reader.client.get("/profile")
    allow(build, anna, HOME)
    reader.client.get("/profile")
    with queries() as sent:
        reader.client.get("/profile")
    assert len(sent) == len(without) + 1, "the list comes with the visitor; one for the last visit"


def test_a_list_counts_in_every_process_from_the_next_request_on(app, elsewhere, anna):
    here, there = at(Reader(app), HOME).sign_in(anna), at(Reader(elsewhere), OFFICE).sign_in(anna)
    assert there.client.get("/profile").status_code == 200
    only_from(here, HOME)
    assert there.client.get("/profile").status_code == 403
    here.submit(form="/access/addresses/keep", back="1", keep=None)
    assert there.client.get("/profile").status_code == 200


@pytest.mark.parametrize(
    ("listed", "address", "status"),
    [
        ("192.0.2.0/24", "::ffff:192.0.2.9", 200),
        ("192.0.2.0/24", "192.0.3.1", 403),
        ("2001:db8::/64", "2001:db8::9", 200),
        ("2001:db8::/64", "2001:db8:0:1::9", 403),
        ("2001:db8::9", "2001:0DB8:0::9", 200),
        ("0.0.0.0/8", "", 403),
    ],
)
def test_addresses_are_compared_as_what_they_are(plain, anna, build, listed, address, status):
    plain.sign_in(anna)
    allow(build, anna, listed)
    assert at(plain, address).client.get("/profile").status_code == status


def test_the_address_is_the_one_that_a_trusted_proxy_names(make_app):
    app = make_app(trusted_proxies="10.0.0.0/8")
    from tests.builders import Builder  # noqa: PLC0415

    build = Builder(app)
    anna = build.client(NAME)
    reader = at(Reader(app), "10.0.0.1").sign_in(anna)
    allow(build, anna, HOME)
    for forwarded, status in ((HOME, 200), (f"{HOME}, {OFFICE}", 403), (OFFICE, 403)):
        answer = reader.client.get("/profile", headers={"X-Forwarded-For": forwarded})
        assert answer.status_code == status
    at(reader, OFFICE)
    assert reader.client.get("/profile", headers={"X-Forwarded-For": HOME}).status_code == 403


def test_at_sign_in_the_list_is_asked_only_after_the_right_password(app, anna, build, postbox):
    allow(build, anna, HOME)
    reader = at(Reader(app), OFFICE).open("/login")
    reader.submit(email=anna.email, password="wrong", status=422)
    assert "do not belong together" in reader.text
    assert postbox.open() == []
    reader.submit(email=anna.email, password=anna.password, status=403)
    assert f"{OFFICE} is not among" in reader.text
    assert len(postbox.open()) == 1
    assert build.events()[-2:] == ["sign_in.refused", "sign_in.stopped"]
    at(reader, HOME).open("/login").submit(email=anna.email, password=anna.password)
    assert reader.address == "/account"


def test_that_somebody_tried_is_told_once_an_hour_for_each_network(app, anna, build, postbox):
    allow(build, anna, HOME)
    for address in (OFFICE, OFFICE, "198.51.100.20"):
        reader = at(Reader(app), address).open("/login")
        reader.submit(email=anna.email, password=anna.password, status=403)
    assert len(postbox.open()) == 2
    assert build.events().count("sign_in.stopped") == 3
