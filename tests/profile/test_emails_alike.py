"""Whoever asks for a new address does not learn whether somebody signs in with it."""

import json
import re

import pytest
import time_machine
from sqlalchemy import delete, select

from tests.reader import Reader
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import ActivityEvent, Membership, OneTimeLink, User
from webapp.messaging import jobs
from webapp.messaging.models import EmailBody, EmailMessage, Notification

CASES = ["active", "another case", "no seat", "no password", "not confirmed"]
FREE = "freeb@example.com"
SECRETS = re.compile(r'(csrf_token" value=")[^"]*|(?<=t=)[0-9a-f]{8}|<[0-9a-f]{32}@')


@pytest.fixture
def typed(build) -> dict[str, str]:
    """E-mail addresses of equal length that belong to somebody."""
    build.client("A", email="anton@example.com")
    build.client("B", email="berta@example.com")
    loser = build.client("C", email="cosmo@example.com")
    build.change(Membership, loser.user_id, disabled_at=now())
    build.client("D", email="doris@example.com", password_hash=None)
    former = build.client("E", email="ernst@example.com")
    build.change(User, former.user_id, confirmed_at=None)
    names = ("anton", "BERTA", "cosmo", "doris", "ernst")
    return {case: f"{name}@example.com" for case, name in zip(CASES, names, strict=True)}


def forget(app) -> None:
    """Begin anew: whatever was told, asked or done before."""
    with app.app_context(), db.write_connection() as connection:
        for model in (Notification, OneTimeLink, ActivityEvent):
            connection.execute(delete(model))


def experience(app, queries, someone, address, headers):
    """Everything that an asker sees and causes, his secrets and the address taken out."""
    reader = Reader(app).sign_in(someone).open("/profile/email/edit")
    fields = {"csrf_token": reader.token, "address": address}
    with queries() as sent:
        first = reader.client.post("/profile/email/edit", data=fields, headers=headers)
    pages = [first, reader.client.get("/profile"), reader.client.get("/profile/email/edit")]
    again = {"csrf_token": fields["csrf_token"], "again": ""}
    with queries() as sent_again:
        pages.append(reader.client.post("/profile/email", data=again))
    with app.app_context():
        jobs.drain()
    pages.append(reader.client.get("/profile"))

    def plain(text: str) -> str:
        return SECRETS.sub("", text).replace(address, "…").replace(someone.email, "me")

    shown = [(page.status_code, plain(page.text), plain(str(page.location))) for page in pages]
    return shown, sent, sent_again, [plain(one) for one in remembered(app, someone)]


def remembered(app, someone) -> list[str]:
    """What the asker's rows say, as an archive and a log will show them."""
    kept = []
    with app.app_context(), db.write_connection() as connection:
        for model, columns in (
            (OneTimeLink, ("purpose", "facts")),
            (ActivityEvent, ("type", "facts")),
            (Notification, ("type", "category", "facts", "to_address", "due_at", "sealed_facts")),
            (EmailMessage, ("address", "subject", "is_masked", "state", "tries")),
        ):
            table = model.__table__.c
            query = select(*(table[name] for name in columns)).where(
                table.user_id == someone.user_id
            )
            rows = connection.execute(query.order_by(table.id))
            kept += [json.dumps({**row._mapping}, default=str) for row in rows]
        bodies = (
            select(EmailBody.text, EmailBody.html)
            .join(EmailMessage, EmailMessage.id == EmailBody.message_id)
            .where(EmailMessage.user_id == someone.user_id)
        )
        kept += [text + html for text, html in connection.execute(bodies)]
    return [re.sub(r"20\d\d-\d\d-\d\dT[^\"]*|/not-me/\S*", "", one) for one in kept]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_taken_address_is_answered_like_a_free_one(
    app, anna, typed, queries, case, headers, kept_still
):
    expected = experience(app, queries, anna, FREE, headers)
    forget(app)
    found = experience(app, queries, anna, typed[case], headers)
    for part, other in zip(found, expected, strict=True):
        assert part == other


@pytest.fixture
def kept_still():
    """A clock that stands, so that moments are the same."""
    with time_machine.travel(now(), tick=False):
        yield


def test_only_whoever_has_the_mailbox_is_told(app, anna, build, postbox):
    build.client("Bert Berger", email="bert@example.com")
    reader = Reader(app).sign_in(anna)
    postbox.open()
    reader.open("/profile/email/edit").submit(address="bert@example.com")
    letters = {letter.to: letter for letter in postbox.open()}
    assert letters.keys() == {anna.email, "bert@example.com"}
    told = letters["bert@example.com"]
    assert told.subject == "Your e-mail address was entered on our page"
    for part in (told.text, told.html):
        assert "This address has a sign-in of its own already" in part
        for secret in ("Anna", "Bert", anna.email, "Client ID", "/confirm/", "/not-me/"):
            assert secret not in part
    assert "bert@example.com" in letters[anna.email].text


def test_where_notifications_go_may_be_where_somebody_else_signs_in(app, anna, build, postbox):
    build.client("Bert", email="bert@example.com")
    reader = Reader(app).sign_in(anna).open("/profile/notification-email/edit")
    reader.submit(use="other", address="bert@example.com")
    (letter,) = [one for one in postbox.open() if one.to == "bert@example.com"]
    Reader(app).open(letter.link("/confirm/").removeprefix("http://localhost:8000")).submit()
    assert build.stored(User, anna.user_id).notification_email == "bert@example.com"
