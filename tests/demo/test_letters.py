"""The demo's letters: of every kind, in every language, well-formed, and worth reading."""

import re
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from tests.html import parse_page
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.demo.seats import SEATS
from webapp.messaging.catalogue import TYPES, Category, mail_types
from webapp.messaging.models import Notification, Outcome, State
from webapp.messaging.service.recipients import recipients_of
from webapp.messaging.writing import MASK

LETTERS = """
    SELECT m.*, n.type, n.category, n.account_id, b.html, b.text AS words
    FROM email_messages m JOIN notifications n ON n.id = m.notification_id
    LEFT JOIN email_bodies b ON b.message_id = m.id ORDER BY m.id
"""
CONTENTS = """
    SELECT c.*, n.type, n.category, n.account_id, u.language
    FROM notification_contents c JOIN notifications n ON n.id = c.notification_id
    JOIN memberships s ON s.account_id = n.account_id AND s.role = 'owner'
    JOIN users u ON u.id = s.user_id ORDER BY n.id
"""
ON_SQLITE = "letters are the same in every database"
SOURCE = re.compile(r'src="([^"]*)"')


@pytest.fixture(scope="module")
def letters(ask):
    return ask(LETTERS)


@pytest.fixture(scope="module")
def contents(ask):
    return ask(CONTENTS)


def test_every_category_and_every_type_of_the_provider_is_there(filled, ask):
    with filled.app_context():
        known = set(mail_types())
    found = {row.type for row in ask("SELECT type FROM notifications")}
    assert {kind.id for kind in TYPES} < found <= known
    assert {"security.sign_in", "confirm.reset", "confirm.password"} <= found
    counts = Counter(row.category for row in ask("SELECT category FROM notifications"))
    assert set(counts) == set(Category)
    assert min(counts.values()) >= 30


def test_each_language_has_letters_of_every_type_that_a_provider_sends(contents):
    found = defaultdict(set)
    for content in contents:
        found[content.language].add(content.type)
    assert set(found) == set(LANGUAGES)
    for language, types in found.items():
        assert types == {kind.id for kind in TYPES}, language


def test_every_state_is_there_and_most_letters_arrived(letters):
    states = Counter(State(letter.state) for letter in letters)
    assert set(states) == set(State)
    assert states[State.SENT] > len(letters) * 0.7


def test_attempts_fit_what_became_of_a_letter(letters, ask):
    attempts = defaultdict(list)
    for row in ask("SELECT * FROM deliveries ORDER BY id"):
        attempts[row.message_id].append(row)
    tried = Counter()
    for letter in letters:
        mine = attempts[letter.id]
        outcomes = [Outcome(row.outcome) for row in mine]
        tried[len(outcomes)] += 1
        assert all(one.happened_at <= two.happened_at for one, two in pairwise(mine))
        if letter.state == State.SENT:
            assert outcomes == [Outcome.DEFERRED] * (letter.tries - 1) + [Outcome.SENT]
        if letter.state == State.SUPPRESSED:
            assert outcomes == []
        if letter.state == State.BOUNCED:
            assert outcomes == [Outcome.SENT, Outcome.FAILED]
        if letter.state == State.QUEUED:
            assert outcomes == [Outcome.DEFERRED] * letter.tries
        if letter.state == State.EXPIRED:
            assert set(outcomes) == {Outcome.DEFERRED}
            assert letter.is_masked
    assert tried[0] and tried[1] and tried[2] and max(tried) > 15  # noqa: PT018 - one thought


def test_some_mailboxes_refused(ask):
    codes = {row.code for row in ask("SELECT code FROM deliveries WHERE outcome = 'failed'")}
    assert codes == {"550"}


def test_only_what_waits_has_a_place_in_line(letters, ask):
    waiting = {letter.id for letter in letters if letter.state == State.QUEUED}
    assert {row.message_id for row in ask("SELECT message_id FROM outbox")} == waiting
    due = ask("SELECT type FROM notifications WHERE due_at IS NOT NULL")
    assert [row.type for row in due] == ["confirm.password"]


def test_secrets_are_masked(letters):
    masked = [letter for letter in letters if letter.is_masked]
    assert {letter.type for letter in masked} == {"confirm.reset"}
    for letter in letters:
        is_secret = letter.type.startswith("confirm.")
        assert bool(letter.is_masked) is is_secret
        assert not is_secret or f"/forgot/{MASK}" in letter.words


def test_newsletters_are_kept_once_and_all_other_letters_whole(letters):
    for letter in letters:
        assert (letter.html is None) == (letter.category == Category.NEWSLETTERS), letter.subject


def test_every_page_of_html_is_well_formed(letters, contents):
    for page in {letter.html for letter in letters if letter.html}:
        parse_page(page)
    for content in contents:
        parse_page(f"<!doctype html><title>x</title>{content.html}")


def test_pictures_come_with_the_letter_but_for_one_issue(contents, ask):
    files = ask("SELECT * FROM notification_attachments")
    sent_along = {(row.notification_id, f"cid:{row.content_id}") for row in files if row.content_id}
    remote = set()
    shown = set()
    for content in contents:
        for source in SOURCE.findall(content.html):
            if source.startswith("cid:"):
                shown.add((content.notification_id, source))
            else:
                remote.add(source)
    assert shown == sent_along
    assert len(remote) == 1
    assert remote.pop().startswith("https://images.northwind.example/")


def test_files_of_several_kinds_are_attached(ask):
    files = ask("SELECT media_type, name, size, content FROM notification_attachments")
    kinds = Counter(row.media_type for row in files)
    assert set(kinds) == {"application/pdf", "image/png", "text/csv", "text/plain"}
    assert all(row.size == len(row.content) > 100 for row in files)


def test_no_account_is_told_the_same_twice(contents):
    told = Counter((content.account_id, content.text) for content in contents)
    twice = [key for key, times in told.items() if times > 1]
    assert not twice, twice[:3]


def test_letters_are_read_on_dark_screens_too(contents):
    """A colour that is given for text or ground holds on one of the two only."""
    for content in contents:
        assert not re.search(r'["; ](color|background)\s*:', content.html)


def test_letters_hold_nothing_that_was_forgotten(contents):
    unfinished = re.compile(r"\{\{|\}\}|\{%|==== |----\n|None|&#|&gt;|\bcid:")
    for content in contents:
        for part in (content.subject, content.text):
            found = unfinished.search(part)
            assert not found, f"{content.type} {content.language}: {found}"
        assert 60 < len(content.text) < 4000


def test_every_letter_names_the_provider_as_the_site_does(letters):
    for letter in letters:
        if letter.words:
            assert "\nClient area\n" in letter.words


def test_nobody_was_told_before_he_came_or_after_he_left(letters, ask):
    seats = {(row.user_id, row.account_id): row for row in ask("SELECT * FROM memberships")}
    for letter in letters:
        if letter.account_id:
            seat = seats[letter.user_id, letter.account_id]
            assert seat.created_at <= letter.created_at
            for end in (seat.disabled_at, seat.expires_at):
                assert end is None or letter.created_at < end


def test_switches_and_consents_are_of_every_kind(ask):
    switches = Counter(row.is_on for row in ask("SELECT is_on FROM mail_switches"))
    assert set(switches) == {0, 1}
    consents = ask("SELECT withdrawn_at, wording FROM newsletter_consents")
    assert {row.withdrawn_at is None for row in consents} == {True, False}
    assert len({row.wording for row in consents}) == len(LANGUAGES)


def test_the_worker_would_tell_the_same_people_today(filled, ask):
    """What the demo assumes about recipients is what messaging does."""
    accounts = {row.client_id: row.id for row in ask("SELECT * FROM accounts")}
    users = {row.email: row.id for row in ask("SELECT * FROM users")}
    with filled.app_context():
        moment = now()
        for kind in TYPES:
            for client in {seat.client for seat in SEATS}:
                asked = Notification(
                    type=kind.id,
                    category=kind.category,
                    account_id=accounts[client.client_id],
                    told_up_to=0,
                )
                expected = {
                    users[seat.person.email]: seat.wanted(kind.id, kind.category, moment, moment)
                    for seat in SEATS
                    if seat.client == client and seat.was_told(kind.category, moment, moment)
                }
                told = [one for (one,) in recipients_of(asked, 100)]
                assert {one.address for one in told} == {
                    seat.person.notification_email or seat.person.email
                    for seat in SEATS
                    if seat.client == client and seat.was_told(kind.category, moment, moment)
                }
                found = {one.user_id: bool(one.is_wanted) for one in told}
                assert found == expected, (kind.id, client.name)
