"""The secret in a link's address stays there: not in logs, titles, redirects or Referer."""

import json
import re

import pytest

from tests.builders import Builder
from tests.postbox import Postbox
from tests.reader import Reader

FRESH = "seven-paper-lanterns-adrift"


@pytest.fixture
def app(make_app):
    """An application that logs each request."""
    return make_app(log_level="INFO")


@pytest.fixture
def links(app) -> list[str]:
    """A link to set a password, and one that says "This was not me"."""
    anna, postbox = Builder(app).client("Anna"), Postbox(app)
    Reader(app).sign_in(anna)
    Reader(app).open("/forgot").submit(email=anna.email)
    asked, arrived = sorted(postbox.open(), key=lambda letter: "/not-me/" in letter.text)
    found = [asked.link("/forgot/"), arrived.link("/not-me/")]
    return [link.removeprefix("http://localhost:8000") for link in found]


def follow(app, link: str) -> list:
    """Everything that is answered on the way from a link to its end, and after it."""
    client, answers = app.test_client(), []
    answers += [client.get(link), client.head(link), client.get(f"{link}?lang=de")]
    token = re.search('name="csrf_token" value="(.*?)"', answers[0].text)
    fields = {"csrf_token": token[1], "password": FRESH}
    answers += [client.post(link), client.post(link, data=fields)]
    answers.append(client.post(link, data={**fields, "password_again": FRESH}))
    answers.append(client.get(answers[-1].headers["Location"]))
    return [*answers, client.get(link), client.get(f"{link}x"), client.get(link.lower())]


@pytest.mark.parametrize("number", [0, 1])
def test_only_the_form_names_it(app, links, number):
    secret = links[number].rpartition("/")[2]
    for answer in follow(app, links[number]):
        assert answer.status_code in (200, 303, 400, 410, 422)
        assert secret not in str(answer.headers)
        page = re.sub(r'<form[^>]* action="[^"]*"', "", answer.text)
        if answer.status_code == 400:  # "Open the page again"
            page = page.replace(f'href="{links[number]}', "")
        assert secret not in page
        if answer.request.path.startswith(("/forgot", "/not-me")):
            assert answer.headers.getlist("Referrer-Policy") == ["strict-origin"]
            assert answer.headers["Cache-Control"] == "private, no-store, no-cache"


def test_the_log_knows_routes_and_no_addresses(app, links, capsys):
    for link in links:
        follow(app, link)
    shown = capsys.readouterr().err
    for link in links:
        assert link.rpartition("/")[2] not in shown
    assert FRESH not in shown
    routes = {json.loads(line).get("route") for line in shown.splitlines()}
    assert routes >= {"forgot.password", "forgot.not_me"}


def test_a_crash_on_the_way_does_not_tell_it_either(app, links, capsys, monkeypatch):
    def crash(*_args: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("webapp.identity.service.links.owner", crash)
    assert app.test_client().get(links[0]).status_code == 500
    assert links[0].rpartition("/")[2] not in capsys.readouterr().err
