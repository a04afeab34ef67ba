"""What messaging remembers. What is large lies in tables beside those that lists read.

A notification that is deleted takes its letters with it, and everything about them.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core import db
from webapp.core.clock import Instant, now


def _part_of(table: str) -> ForeignKey:
    """Return a reference to a row that takes this one with it when it is deleted."""
    return ForeignKey(f"{table}.id", ondelete="CASCADE")


class State(StrEnum):
    """What became of a letter."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    BOUNCED = "bounced"


class Outcome(StrEnum):
    """How one attempt to deliver ended."""

    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"


class Notification(db.Base):
    """Something told to an account, or to one user alone.

    Written in the transaction of its cause. The worker makes letters of it while ``due_at`` is
    set, in steps: ``told_up_to`` is the last user who has his. ``sealed_facts`` are those that
    only the addressee may read, erased with the last step. It goes to ``to_address`` instead of the
    user's own, if there is one.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (user_id IS NULL)", name="one_addressee"),
        UniqueConstraint("account_id", "key"),
        UniqueConstraint("user_id", "key"),
        Index("ix_notifications_account_id_id", "account_id", "id"),
        Index("ix_notifications_user_id_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(32))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str | None] = mapped_column(String(200))
    related: Mapped[str | None] = mapped_column(String(100))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sealed_facts: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    to_address: Mapped[str | None] = mapped_column(String(320))
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)
    due_at: Mapped[datetime | None] = mapped_column(Instant, default=now, index=True)
    told_up_to: Mapped[int] = mapped_column(default=0)


class NotificationContent(db.Base):
    """What the provider wrote himself; other notifications are told by their type's templates."""

    __tablename__ = "notification_contents"

    notification_id: Mapped[int] = mapped_column(_part_of("notifications"), primary_key=True)
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")


class NotificationAttachment(db.Base):
    """A file that goes with every letter of a notification, stored once."""

    __tablename__ = "notification_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    notification_id: Mapped[int] = mapped_column(_part_of("notifications"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    content_id: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class EmailMessage(db.Base):
    """The letter to one address of one recipient."""

    __tablename__ = "email_messages"
    __table_args__ = (
        UniqueConstraint("notification_id", "user_id", "address"),
        Index("ix_email_messages_user_id_id", "user_id", "id"),
        Index("ix_email_messages_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notification_id: Mapped[int] = mapped_column(_part_of("notifications"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    address: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    is_masked: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(db.choice(State), default=State.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    tried_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)


class EmailBody(db.Base):
    """The words of one letter, masked where they were secret."""

    __tablename__ = "email_bodies"

    message_id: Mapped[int] = mapped_column(_part_of("email_messages"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)


class Delivery(db.Base):
    """One attempt to hand a letter over, and what the mail server said."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(_part_of("email_messages"), index=True)
    outcome: Mapped[Outcome] = mapped_column(db.choice(Outcome))
    code: Mapped[str] = mapped_column(String(32), default="")
    said: Mapped[str] = mapped_column(String(500), default="")
    happened_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Outgoing(db.Base):
    """A letter that waits for delivery: the row is gone once that is decided.

    ``sealed`` holds a secret letter whole; any other is built again from what is stored of it.
    Whoever delivers it has put his ``claim`` on it until ``claimed_until``.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due_at", "due_at"),)

    message_id: Mapped[int] = mapped_column(_part_of("email_messages"), primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    due_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None] = mapped_column(Instant)


class MailSwitch(db.Base):
    """A type that somebody turned off, or on again, for one of his seats."""

    __tablename__ = "mail_switches"

    membership_id: Mapped[int] = mapped_column(_part_of("memberships"), primary_key=True)
    type: Mapped[str] = mapped_column(String(64), primary_key=True)
    is_on: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(Instant, default=now)


class NewsletterConsent(db.Base):
    """That somebody wanted newsletters: when, from where and to which words he said so."""

    __tablename__ = "newsletter_consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(_part_of("memberships"), index=True)
    wording: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(45), default="")
    given_at: Mapped[datetime] = mapped_column(Instant, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
