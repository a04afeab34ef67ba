"""Letters as bytes: whole, the same each time, and with no header but ours."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import examples
from webapp.messaging import mime
from webapp.messaging.service.telling import File
from webapp.messaging.writing import Letter

WORDS = Letter("Your invoice", "Good morning\n", "<p>Good morning</p>\n")
ENVELOPE = mime.Envelope(
    to="anna@example.com",
    message_id="<0123456789abcdef@localhost>",
    language="en",
    created_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
)
OURS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
}
PICTURE = File("logo.png", "image/png", b"\x89PNG\r\n\x1a\n\x00", "logo")
INVOICE = File("Рахунок за листопад.pdf", "application/pdf", bytes(range(256)))
TEXTS = st.text(max_size=400).map(lambda text: text + "\n")
SUBJECTS = st.text(max_size=200).map(lambda text: " ".join(text.split()))
TRAP = "=?utf-8?q?=0d=0aBcc:_eve@example.com?="


@pytest.fixture
def app(make_app):
    """An application that needs no database."""
    with make_app(migrated=False, brand_name='Хостинг "Приклад", Київ').app_context() as context:
        yield context.app


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def written(letter: Letter = WORDS, *files: File, **changes: object) -> EmailMessage:
    return parsed(mime.build(letter, ENVELOPE._replace(**changes), files))


def headers(letter: EmailMessage) -> set[str]:
    """The names of its headers; how its first part is encoded is that part's business."""
    return set(letter.keys()) - {"Content-Transfer-Encoding"}


def lines_of(text: str) -> list[str]:
    """Text as lines, whatever ended them."""
    return text.encode().splitlines()


def test_a_letter_says_who_whom_what_when_and_that_no_machine_shall_answer(app):
    letter = written()
    assert headers(letter) == OURS
    assert letter["From"].addresses[0].display_name == 'Хостинг "Приклад", Київ'
    assert letter["From"].addresses[0].addr_spec == "no-reply@localhost"
    assert letter["To"] == "anna@example.com"
    assert letter["Subject"] == "Your invoice"
    assert letter["Date"].datetime == ENVELOPE.created_at
    assert letter["Message-ID"] == ENVELOPE.message_id
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "en"
    assert letter.get_content_type() == "multipart/alternative"
    assert letter.get_body(["plain"]).get_content() == "Good morning\r\n"
    assert letter.get_body(["html"]).get_content() == "<p>Good morning</p>\r\n"
    assert letter.defects == []


def test_its_bytes_are_the_same_each_time_and_its_lines_end_as_mail_wants(app):
    files = [PICTURE, INVOICE]
    letter = Letter("Рахунок № 7", "Доброго ранку\nі вам\r\nтеж\rкінець\n.\n..\n", WORDS.html)
    content = mime.build(letter, ENVELOPE, files)
    assert all(mime.build(letter, ENVELOPE, files) == content for _ in range(3))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


def test_text_alone_has_one_part(app):
    letter = written(Letter("Hello", "Only words\n", ""))
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content() == "Only words\r\n"


@pytest.mark.parametrize(
    "subject",
    [
        "Рахунок за послуги хостингу № 2026-11 для ТОВ «Приклад і партнери» готовий до оплати",
        "x" * 500,
        "many plain words " * 30,
        "words, then Слова, then words again, then ще трохи слів, and so on until the end",
        "🎉" * 60,
        "فاتورة جديدة لحسابك",
        TRAP,
        f"Re: {TRAP} and more",
        "a =?utf-8?b?0J/RgNC40LLRltGC?= b",
    ],
)
def test_any_subject_arrives_as_it_was_written(app, subject):
    letter = written(WORDS._replace(subject=subject.strip()))
    assert letter["Subject"] == subject.strip()
    assert headers(letter) == OURS


@pytest.mark.parametrize("bad", ["\r\nBcc: eve@example.com", "\n", "\r", "\0", "\x1b", "\u2028"])
@pytest.mark.parametrize(
    "place",
    [
        lambda bad: (WORDS._replace(subject=f"Hello{bad}"), ENVELOPE),
        lambda bad: (WORDS, ENVELOPE._replace(to=f"anna{bad}@example.com")),
        lambda bad: (WORDS, ENVELOPE._replace(message_id=f"<a{bad}@localhost>")),
        lambda bad: (WORDS, ENVELOPE, [INVOICE._replace(name=f"a{bad}.pdf")]),
        lambda bad: (WORDS, ENVELOPE, [PICTURE._replace(content_id=f"a{bad}")]),
    ],
    ids=["subject", "address", "message-id", "file", "picture"],
)
def test_control_characters_in_a_header_are_refused(app, bad, place):
    with pytest.raises(ValueError):
        mime.build(*place(bad))


def test_half_a_surrogate_pair_is_refused(app):
    with pytest.raises(ValueError, match="control character"):
        written(WORDS._replace(subject="\ud800"))
    with pytest.raises(ValueError, match="surrogates"):
        written(WORDS._replace(text="\ud800"))


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("anna@пример.рф", "anna@xn--e1afmkfd.xn--p1ai"),
        ("anna@EXAMPLE.com", "anna@example.com"),
        ("anna@faß.de", "anna@xn--fa-hia.de"),  # IDNA 2003 would write to fass.de, a stranger
        ("анна@пример.рф", "анна@xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_domains_of_every_script_are_written_in_ascii(app, typed, sent):
    assert mime.ascii_domain(typed) == sent
    content = mime.build(WORDS, ENVELOPE._replace(to=typed))
    assert f"\r\nTo: {sent}\r\n".encode() in content
    assert headers(parsed(content)) == OURS


@pytest.mark.parametrize("address", ["", "anna", "anna@", "@example.com", "a b@example.com", TRAP])
def test_what_is_no_address_is_refused(app, address):
    with pytest.raises(ValueError):
        written(to=address)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
        ("http://localhost", "localhost"),
    ],
)
def test_an_instance_without_a_name_has_an_address(make_app, url, host):
    with make_app(migrated=False, public_url=url).app_context():
        letter = written()
        assert letter["From"].addresses[0].addr_spec == f"no-reply@{host}"
        assert mime.new_message_id().endswith(f"@{host}>")


def test_the_provider_may_have_an_address_of_his_own(make_app):
    with make_app(migrated=False, mail_from="billing@example.net").app_context():
        assert written()["From"].addresses[0].addr_spec == "billing@example.net"


def test_attachments_and_pictures_have_their_places(app):
    letter = written(WORDS, PICTURE, INVOICE)
    assert letter.get_content_type() == "multipart/mixed"
    (invoice,) = letter.iter_attachments()
    assert invoice.get_filename() == INVOICE.name
    assert invoice.get_content_disposition() == "attachment"
    assert invoice.get_content() == INVOICE.content
    related = letter.get_body(["related"])
    assert lines_of(related.get_body(["html"]).get_content()) == lines_of(WORDS.html)
    (picture,) = related.iter_attachments()
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<logo>", "inline")
    assert picture.get_content() == PICTURE.content


def test_without_html_a_picture_is_an_attachment(app):
    letter = written(WORDS._replace(html=""), PICTURE)
    (picture,) = letter.iter_attachments()
    assert picture.get_content_disposition() == "attachment"


@pytest.mark.parametrize("name", [TRAP, "a;b=c.pdf", 'q"uo\\te.pdf', "x*'y'.pdf", "р" * 255, "%0a"])
def test_file_names_are_names_and_nothing_else(app, name):
    (file,) = written(WORDS, INVOICE._replace(name=name)).iter_attachments()
    assert file.get_filename() == name.replace("=?", "=_")
    assert {key.lower() for key in file.keys()} <= {  # noqa: SIM118 - a message, not a mapping
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "mime-version",
    }


@pytest.mark.parametrize("kind", ["", "nonsense", "text/html\r\nBcc: x", "multipart/mixed", TRAP])
def test_a_type_that_is_none_is_a_file_of_bytes(app, kind):
    (file,) = written(WORDS, INVOICE._replace(media_type=kind)).iter_attachments()
    assert file.get_content_type() == "application/octet-stream"
    assert file.get_content() == INVOICE.content


@examples(300)
@given(subject=SUBJECTS, text=TEXTS, html=st.just("") | TEXTS)
def test_whatever_is_said_arrives_and_adds_no_header(app, subject, text, html):
    try:
        content = mime.build(Letter(subject, text, html), ENVELOPE)
    except ValueError:
        assert mime.CONTROLS.search(subject)
        return
    letter = parsed(content)
    assert headers(letter) == OURS
    assert letter["Subject"] == subject
    assert lines_of(letter.get_body(["plain"]).get_content()) == lines_of(text)
    if html:
        assert lines_of(letter.get_body(["html"]).get_content()) == lines_of(html)
    assert b"\n" not in content.replace(b"\r\n", b"")
