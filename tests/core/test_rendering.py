"""Addresses in templates belong to the application, not to whoever asked for the first of them."""

import pytest

from webapp.core.rendering import url_for


@pytest.mark.parametrize("address", ["http://localhost", "http://localhost/client"])
def test_an_address_begins_with_the_public_path_wherever_it_is_asked_for_first(make_app, address):
    app = make_app(migrated=False, public_url=address)
    prefix = address.removeprefix("http://localhost")
    with app.test_request_context("/"):  # knows no prefix
        assert url_for("sign_in.root") == f"{prefix}/"
        assert url_for("account.index") == f"{prefix}/account"
    with app.app_context():
        assert url_for("profile.index") == f"{prefix}/profile"


def test_an_address_with_values_or_named_by_a_dot_is_built_each_time(make_app):
    app = make_app(migrated=False)
    for page, room in (("/profile", "profile"), ("/account", "account")):
        with app.test_request_context(page):
            assert url_for(".index") == f"/{room}"
            assert url_for(".index", t="1") == f"/{room}?t=1"
