"""Our letters: what they say in each language, how they look, and what they never show."""

import re
from email import message_from_bytes, policy

import pytest

from tests.house.snapshots import compare
from tests.html import Page, check_ids, check_links, parse_page, words
from tests.messaging.written import LETTERS, MOMENT, SNAPSHOTS, write
from webapp.core.i18n import LANGUAGES
from webapp.messaging import mime, writing
from webapp.messaging.catalogue import Category, mail_types
from webapp.messaging.writing import Letter

LARGEST = 6 * 1024
RIGHT_TO_LEFT = {"ar"}
OVERRIDES = re.compile("[\u202a-\u202e\u2066\u2067]")

FOR_STRANGERS = {"confirm.email"}
"""Types that go to a mailbox of which nobody knows whose it is: they name no client."""

NOT_DISOWNED = {
    *("security.sessions_ended", "security.email_replaced", "security.email_reverted"),
    *("security.seat_sign_in", "security.two_factor_reset", "security.addresses_cleared"),
}
"""Notices that need no "This was not me": it was said already, is said in another way, or what
they tell of was done by somebody else."""

AFTER_A_PASSWORD = {"confirm.addresses"}
"""Letters with a link that are sent to who has proved himself: if not the reader, then a thief."""

every_letter = pytest.mark.parametrize("name", LETTERS)
every_language = pytest.mark.parametrize("language", LANGUAGES)

SIGN_INS = ("security.sign_in", "security.sign_in_known", "security.seat_sign_in")
CHOSEN = (
    *SIGN_INS,
    *("security.login_mail_off", "security.login_mail_new_devices", "security.seat_mail_off"),
)

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff " * 5 + "the second of this name"
NAMES = [
    "عبد الرحمن بن محمد",
    "Anna \u202ekcatta na si siht",
    "Anna\u2069\u2069\u202e reversed",
    "Anna\r\nBcc: everyone@example.com\r\n\r\nPay here",
    "Anna\n-- \nAnother footer",
    "<script>alert(1)</script>",
    '"><a href="https://example.org">Press</a>',
    "{{ 7 * 7 }} %(site)s %s %",
    "\x1b[31mred\x07\x00",
    LONG_NAME,
]


@pytest.fixture
def letter(northwind, name, language) -> Letter:
    """A letter in a language."""
    return write(northwind, *LETTERS[name], language=language)


def page_of(letter: Letter) -> Page:
    return parse_page(letter.html)


@every_language
@every_letter
def test_a_letter_says_what_was_reviewed(letter, name, language):
    compare(SNAPSHOTS / f"{name}.{language}.txt", f"Subject: {letter.subject}\n\n{letter.text}")
    compare(SNAPSHOTS / f"{name}.{language}.html", letter.html + "\n")


def test_every_type_of_ours_has_templates_and_reviewed_letters(northwind):
    snapshots = {file.name for file in SNAPSHOTS.iterdir()}
    assert snapshots == {
        f"{name}.{language}.{kind}"
        for name in LETTERS
        for language in LANGUAGES
        for kind in ("txt", "html")
    }
    with northwind.app_context():
        ours = {kind.id for kind in mail_types().values() if kind.category == Category.SECURITY}
        assert {type_id for type_id, _facts in LETTERS.values()} == ours
        for type_id in ours:
            for file in ("subject.txt", "body.txt", "body.html"):
                northwind.jinja_env.get_template(f"email/{type_id}/{file}")


@every_language
@every_letter
def test_the_text_is_laid_out_for_terminals_and_ears(letter, name):
    assert not re.search(r"\n{3,}", letter.text), "two blank lines"
    assert letter.text == letter.text.strip() + "\n"
    _body, mark, footer = letter.text.partition("\n-- \n")
    assert mark, "mail programs know the footer by its mark"
    assert "Northwind" in footer.splitlines()
    assert ("123 456 7891" in footer) == (LETTERS[name][0] not in FOR_STRANGERS)
    for line in letter.text.splitlines():
        assert line == line.rstrip() or line == "-- "
        assert "http" not in line or re.fullmatch(r"http://localhost:8000(/\S*)?", line), line
        assert not line.startswith(("From ", ">")), "mail programs read more into that"


@every_language
@every_letter
def test_the_html_is_sound_small_and_complete_without_pictures(letter, language):
    page = page_of(letter)
    check_ids(page)
    check_links(page)
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    html, wrapper = page.find("html"), page.all("div")[0]
    assert (html.get("lang"), html.get("dir")) == (language, direction)
    assert (wrapper.get("lang"), wrapper.get("dir")) == (language, direction)
    assert page.text("h1") == page.text("title") == letter.subject
    assert len(letter.html.encode()) <= LARGEST
    for tag in ("img", "script", "link", "iframe", "form", "table"):
        assert not page.all(tag), f"a letter needs no <{tag}>"
    assert not re.search(
        r"display:\s*none|visibility|font-size:\s*[0-9]px|@import|url\(", letter.html
    )


@every_language
@every_letter
def test_both_parts_lead_to_the_same_addresses(letter):
    in_html = {link.get("href") for link in page_of(letter).all("a")}
    assert in_html == set(re.findall(r"http\S+", letter.text))


@every_letter
def test_only_notices_of_what_was_done_can_be_disowned(northwind, name):
    letter = write(northwind, *LETTERS[name])
    asked_for = name.startswith("confirm.") and name not in AFTER_A_PASSWORD
    disowned = not asked_for and not {name, LETTERS[name][0]} & NOT_DISOWNED
    assert ("/not-me/" in letter.text) == ("/not-me/" in letter.html) == disowned
    assert ("You get this letter because" in letter.text) == asked_for
    by_choice = name in CHOSEN
    assert ("You choose after which sign-ins" in letter.text) == by_choice
    assert ("cannot be switched off" in letter.text) != (asked_for or name in SIGN_INS)
    assert "We never ask for your password." in letter.text


def test_a_letter_that_concerns_no_single_account_names_no_client_id(northwind):
    letter = write(northwind, "security.sign_in", {}, client_id=None, account_name=None)
    assert "Client ID" not in letter.text + letter.html


def test_what_is_not_known_is_left_out(northwind):
    letter = write(northwind, "security.sign_in", {}, address="", agent="")
    for label in ("IP address", "Browser"):
        assert label not in letter.text + letter.html


def test_the_button_has_the_providers_colour(northwind):
    button = page_of(write(northwind, *LETTERS["confirm.reset"])).link("Set a new password")
    assert "background: #0b6b50" in button.get("style", "")


@every_letter
def test_styles_stand_in_the_elements_and_the_dark_is_told_in_the_head(northwind, name):
    page = page_of(write(northwind, *LETTERS[name]))
    (style,) = page.all("style")
    assert "prefers-color-scheme:dark" in (style.text or "")
    for element in [*page.all("p"), *page.all("a"), *page.all("h1"), *page.all("dl")]:
        assert element.get("style"), element.tag


@every_language
@every_letter
def test_a_masked_letter_shows_nothing_of_its_secrets(northwind, name, language):
    type_id, facts = LETTERS[name]
    with northwind.app_context():
        secrets = {fact: facts[fact] for fact in mail_types()[type_id].secrets if facts[fact]}
    whole = write(northwind, type_id, facts, language=language)
    shown = write(northwind, type_id, {**facts, **writing.masked(secrets)}, language=language)
    for secret in secrets.values():
        assert secret not in "".join(shown)
        assert secret in whole.text
        assert secret in whole.html
        assert secret not in whole.subject
    assert (shown != whole) == bool(secrets)


def test_that_an_address_is_taken_is_a_secret_of_its_letter(northwind):
    free, taken = (LETTERS[f"confirm.email{end}"] for end in ("", "_taken"))
    hidden = writing.masked({"token": ""})
    shown = [write(northwind, *(one[0], {**one[1], **hidden})) for one in (free, taken)]
    assert shown[0] == shown[1]
    assert write(northwind, *free).subject != write(northwind, *taken).subject


@every_language
@pytest.mark.parametrize("name", [name for name in LETTERS if LETTERS[name][0] in FOR_STRANGERS])
def test_a_letter_to_an_unknown_mailbox_names_nobody(letter):
    for secret in ("Anna Kovalenko", "Kovalenko GmbH", "123 456 7891", "/not-me/", "203.0.113.7"):
        assert secret not in letter.text + letter.html


def test_links_that_only_the_addressee_may_have_are_secrets(northwind):
    with northwind.app_context():
        asked_for = [kind for kind in mail_types().values() if kind.id.startswith("confirm.")]
        assert asked_for
        assert all(kind.secrets for kind in asked_for)


@pytest.mark.parametrize("name", NAMES)
@every_language
def test_no_name_does_harm(northwind, name, language):
    plain = write(northwind, *LETTERS["confirm.password"], language=language)
    facts = {**LETTERS["confirm.password"][1], "account": name}
    letter = write(northwind, "confirm.password", facts, name=name, language=language)
    assert letter.text.count("\n") == plain.text.count("\n")
    assert letter.text.count("\n-- \n") == 1
    for part in letter:
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", part)
        assert not OVERRIDES.search(part)
        assert part.count("\u2068") == part.count("\u2069")
    tags = [element.tag for element in page_of(letter).root.iter()]
    assert tags == [element.tag for element in page_of(plain).root.iter()]
    with northwind.app_context():
        envelope = mime.Envelope("anna@example.com", "<1@localhost>", language, MOMENT)
        sent = message_from_bytes(mime.build(letter, envelope), policy=policy.default)
    assert sent["Bcc"] is None
    assert sent["Subject"] == letter.subject


def test_a_name_is_shown_as_it_is_written(northwind):
    shown = page_of(write(northwind, "security.sign_in", {}, name="<b>Bobby</b> & Söhne"))
    assert "Hello <b>Bobby</b> & Söhne," in words(shown.find("body"))
    letter = write(northwind, "security.sign_in", {}, name=LONG_NAME)
    assert f"Hello {LONG_NAME}," in letter.text


def test_what_runs_the_other_way_stands_apart(northwind):
    arabic = "عبد الرحمن"
    assert f"\u2068{arabic}\u2069" in write(northwind, "security.sign_in", {}, name=arabic).text
    letter = write(northwind, *LETTERS["security.phone_changed"], language="ar")
    for part in (letter.text, letter.html):
        assert "\u2068+44 20 7946 0018\u2069" in part
        assert "\u2068203.0.113.7\u2069" in part
        assert "\u2068123 456 7891\u2069" in part


def test_an_english_letter_has_no_invisible_characters(northwind):
    for type_id, facts in LETTERS.values():
        assert not re.search(
            "[\u200b-\u200f\u2028-\u202e\u2066-\u2069]", "".join(write(northwind, type_id, facts))
        )
