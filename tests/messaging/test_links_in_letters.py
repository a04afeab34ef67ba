"""Links in letters: sent to their reader alone, in his language, and stored nowhere."""

import mailbox
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from tests.builders import Builder
from tests.messaging.written import LETTERS, TOKEN
from tests.reader import Reader
from webapp.core import db
from webapp.messaging import jobs
from webapp.messaging.service.telling import notify


def posted(app: Flask) -> list[EmailMessage]:
    """Do what the worker does; return the letters sent meanwhile."""
    with app.app_context():
        box = mailbox.Maildir(app.extensions["clientarea.settings"].instance / "mail")
        box.clear()
        jobs.drain()
        return [message_from_bytes(mail.as_bytes(), policy=policy.default) for mail in box]


@pytest.mark.parametrize("name", ["confirm.password", "confirm.reset"])
def test_a_secret_is_sent_to_its_reader_and_stored_nowhere(northwind, name):
    someone = Builder(northwind).client("Sofia", email=f"{name}@example.com")
    type_id, facts = LETTERS[name]
    secret = {"token": facts["token"]}
    known = {fact: facts[fact] for fact in facts if fact not in secret}

    @db.operation
    def tell() -> None:
        notify(type_id, known, user_id=someone.user_id, secret=secret)

    with northwind.app_context():
        tell()
    (sent,) = posted(northwind)
    assert all(TOKEN in sent.get_body([kind]).get_content() for kind in ("plain", "html"))
    with northwind.app_context(), db.write_connection() as connection:
        for table in db.Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                assert TOKEN not in str(row), table.name


def test_who_reads_arabic_gets_his_link_in_arabic(northwind):
    amira = Builder(northwind).client("Amira", email="amira@example.com", language="ar")
    Reader(northwind, language="de").open("/forgot").submit(email=amira.email)
    (sent,) = posted(northwind)
    assert sent["To"] == amira.email
    assert sent["Content-Language"] == "ar"
    assert sent["Subject"] == "رابطك لتعيين كلمة مرور جديدة"
    text = sent.get_body(["plain"]).get_content()
    html = sent.get_body(["html"]).get_content()
    assert "مرحبًا \u2068Amira\u2069،" in text
    (address,) = re.findall(r"http\S+/forgot/\S+", text)
    assert address in html
    page = Reader(northwind, language="ar").open(address.removeprefix("http://localhost:8000"))
    assert page.page.text("h1") == "تعيين كلمة المرور"
