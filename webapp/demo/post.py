"""The demo's notifications and letters as rows, in the shape in which the worker leaves them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from webapp.demo.fates import Fared, fared
from webapp.demo.registry import Ids, store, write
from webapp.demo.seats import SEATS
from webapp.demo.told import Told
from webapp.identity.models import Role
from webapp.messaging import mime, writing
from webapp.messaging.catalogue import Category, mail_type
from webapp.messaging.models import (
    Delivery,
    EmailBody,
    EmailMessage,
    Notification,
    NotificationAttachment,
    NotificationContent,
    Outgoing,
    State,
)
from webapp.messaging.service.outbox import GIVEN_UP_AFTER
from webapp.messaging.service.recipients import Recipient
from webapp.messaging.writing import Letter


class Sent(NamedTuple):
    """A letter of a notification, written, and how it fared."""

    notification: int
    told: Told
    recipient: Recipient
    letter: Letter
    fared: Fared


def deliver(told: list[Told], ids: Ids, today: datetime) -> None:
    """Write notifications in the order given, and the letters made of them."""
    addressed = [(one, list(_recipients(one, ids, today))) for one in told]
    addressed = [(one, recipients) for one, recipients in addressed if recipients]
    rows = [_notification(one, recipients, ids) for one, recipients in addressed]
    numbers = store(Notification, rows)
    for number, row in zip(numbers, rows, strict=True):
        row["id"] = number
    _store_contents(list(zip(numbers, (one for one, _ in addressed), strict=True)))
    letters = [
        (one, row, recipient)
        for (one, recipients), row in zip(addressed, rows, strict=True)
        for recipient in recipients
    ]
    _store_letters([_sent(number, *letter, today) for number, letter in enumerate(letters)])


def _sent(
    number: int, told: Told, row: dict[str, Any], recipient: Recipient, today: datetime
) -> Sent:
    fate = Fared(State.SUPPRESSED, [], settled_at=told.at)
    if recipient.is_wanted:
        fate = fared(told, number, recipient.address, today)
    return Sent(row["id"], told, recipient, _write(told, row, recipient), fate)


def _recipients(told: Told, ids: Ids, today: datetime) -> Iterator[Recipient]:
    """Return who was told at that time, in the order in which the worker tells them."""
    if told.person:
        owned = [s.client for s in SEATS if s.person == told.person and s.role is Role.OWNER]
        client = owned[0] if len(owned) == 1 else None
        person = told.person
        own = person.notification_email if told.expires_at is None else None
        for address in filter(None, (person.email, own)):
            yield Recipient(
                ids.users[person],
                person.name,
                address,
                person.language,
                person.time_zone,
                client.client_id if client else None,
                client.name if client else None,
            )
        return
    category = mail_type(told.type).category
    mine = [seat for seat in SEATS if seat.client == told.client]
    for seat in sorted(mine, key=lambda seat: ids.users[seat.person]):
        if seat.was_told(category, told.at, today):
            yield Recipient(
                ids.users[seat.person],
                seat.person.name,
                seat.person.notification_email or seat.person.email,
                seat.person.language,
                seat.person.time_zone,
                seat.client.client_id,
                seat.client.name,
                seat.wanted(told.type, category, told.at, today),
            )


def _notification(told: Told, recipients: list[Recipient], ids: Ids) -> dict[str, Any]:
    return {
        "type": told.type,
        "category": mail_type(told.type).category,
        "account_id": ids.accounts[told.client] if told.client else None,
        "user_id": ids.users[told.person] if told.person else None,
        "key": told.key,
        "related": told.content.related if told.content else None,
        "facts": dict(told.facts),
        "sealed_facts": None,
        "expires_at": told.expires_at,
        "address": told.address,
        "agent": told.agent,
        "created_at": told.at,
        "due_at": None,
        "told_up_to": recipients[-1].user_id,
    }


def _store_contents(told: list[tuple[int, Told]]) -> None:
    contents = [(number, one.content) for number, one in told if one.content]
    write(
        NotificationContent,
        [
            {"notification_id": number, "subject": c.subject, "text": c.text, "html": c.html}
            for number, c in contents
        ],
    )
    write(
        NotificationAttachment,
        [
            {**file._asdict(), "notification_id": number, "size": len(file.content)}
            for number, content in contents
            for file in content.files
        ],
    )


def _write(told: Told, row: dict[str, Any], recipient: Recipient) -> Letter:
    """Write a letter as the worker does; of a newsletter only the subject is kept for each."""
    if told.content and row["category"] == Category.NEWSLETTERS:
        return Letter(told.content.subject, "", "")
    facts = {**told.facts, **writing.masked(dict.fromkeys(told.secrets))}
    return writing.write(Notification(**row), recipient, facts, told.content)


def _store_letters(letters: list[Sent]) -> None:
    numbers = store(EmailMessage, [_row(sent) for sent in letters])
    numbered = list(zip(numbers, letters, strict=True))
    bodies = [
        {"message_id": number, "text": sent.letter.text, "html": sent.letter.html}
        for number, sent in numbered
        if sent.letter.text
    ]
    write(EmailBody, bodies)
    attempts = [
        {"message_id": number, **attempt._asdict()}
        for number, sent in numbered
        for attempt in sent.fared.attempts
    ]
    write(Delivery, sorted(attempts, key=lambda attempt: attempt["happened_at"]))
    waiting = [
        {
            "message_id": number,
            "sealed": None,
            "due_at": sent.fared.next_at,
            "expires_at": sent.told.at + GIVEN_UP_AFTER,
            "tries": sent.fared.tries,
        }
        for number, sent in numbered
        if sent.fared.state is State.QUEUED
    ]
    write(Outgoing, waiting)


def _row(sent: Sent) -> dict[str, Any]:
    attempts = sent.fared.attempts
    return {
        "notification_id": sent.notification,
        "user_id": sent.recipient.user_id,
        "address": sent.recipient.address,
        "language": sent.recipient.language,
        "subject": sent.letter.subject,
        "message_id": mime.new_message_id(),
        "is_masked": bool(sent.told.secrets),
        "state": sent.fared.state,
        "tries": sent.fared.tries,
        "created_at": sent.told.at,
        "tried_at": sent.fared.settled_at or (attempts[-1].happened_at if attempts else None),
        "settled_at": sent.fared.settled_at,
    }
