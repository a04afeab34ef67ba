"""What identity remembers: users, accounts, seats, sessions, ways to prove oneself, and events."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core import db
from webapp.core.clock import Instant, now


class AccountState(StrEnum):
    """Active; suspended (sees and pays, orders nothing); closed (may only be read)."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Role(StrEnum):
    """Whose seat it is: the owner's, or one that he gave to somebody he trusts."""

    OWNER = "owner"
    TRUSTED = "trusted"


class LoginMail(StrEnum):
    """After which sign-ins a user is mailed."""

    OFF = "off"
    EVERY = "every"
    NEW_DEVICES = "new"


class User(db.Base):
    """A person who signs in.

    ``email_key`` is the e-mail as it is compared, ``avatar`` the name of his picture, if any.
    Since ``second_factor_at`` a password alone does not let him in. ``passkey_handle`` is what
    authenticators know him by (WebAuthn §5.4.3). ``watches_seats`` asks for mail about sign-ins
    of those to whom he gave seats.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    phone: Mapped[str | None] = mapped_column(String(16), index=True)
    avatar: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    password_set_at: Mapped[datetime | None] = mapped_column(Instant)
    second_factor_at: Mapped[datetime | None] = mapped_column(Instant)
    passkey_handle: Mapped[bytes | None] = mapped_column(LargeBinary(64))
    notification_email: Mapped[str | None] = mapped_column(String(320))
    login_mail: Mapped[LoginMail] = mapped_column(
        db.choice(LoginMail), default=LoginMail.NEW_DEVICES, server_default="new"
    )
    watches_seats: Mapped[bool] = mapped_column(default=False, server_default=false())


class Avatar(db.Base):
    """A user's picture in two sizes, under a name that nobody guesses."""

    __tablename__ = "avatars"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    media_type: Mapped[str] = mapped_column(String(32))
    large: Mapped[bytes] = mapped_column(LargeBinary)
    small: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Account(db.Base):
    """The client: the party that pays."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[AccountState] = mapped_column(
        db.choice(AccountState), default=AccountState.ACTIVE
    )
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)


class Membership(db.Base):
    """A user's seat on an account. ``permissions`` are ids with blanks between."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Role] = mapped_column(db.choice(Role))
    permissions: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)


class BrowserSession(db.Base):
    """One signed-in browser. The cookie holds the token, this table only its digest.

    ``proved_at`` is when its user last proved that he is there.
    """

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user_id_started_at", "user_id", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    way: Mapped[str] = mapped_column(String(32))
    second_factor: Mapped[str | None] = mapped_column(String(32))
    stay: Mapped[bool]
    address: Mapped[str] = mapped_column(String(45))
    agent: Mapped[str] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(Instant, default=now)
    proved_at: Mapped[datetime] = mapped_column(Instant, default=now)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Device(db.Base):
    """A browser in which a user signed in: a cookie holds the token, this table its digest.

    Until ``trusted_until`` it is not asked for a second factor.
    """

    __tablename__ = "devices"
    __table_args__ = (UniqueConstraint("user_id", "token_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)
    trusted_until: Mapped[datetime | None] = mapped_column(Instant)


class AddressList(db.Base):
    """From which addresses a user may be served; None for any.

    Lists are rows of ``[network, note]``. Until ``trial_until`` the one that is ``tried`` holds,
    from then on the ``kept`` one: nothing happens at that moment, it is judged when read.
    ``version`` grows with every change.
    """

    __tablename__ = "address_lists"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kept: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    tried: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    trial_until: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Instant, default=now)


class NetworkVisit(db.Base):
    """When a user was last served from a network of his list."""

    __tablename__ = "network_visits"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    network: Mapped[str] = mapped_column(String(45), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Authenticator(db.Base):
    """A user's generator of one-time codes (TOTP, RFC 6238); his own once it was confirmed.

    ``last_step`` is the newest time step of which a code was taken: none is taken twice.
    """

    __tablename__ = "authenticators"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    sealed_seed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(db.Base):
    """A code on paper that stands for a one-time code, once; only its digest is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Passkey(db.Base):
    """A key pair in somebody's device (WebAuthn); we keep the public half."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[str] = mapped_column(String(200))
    is_backed_up: Mapped[bool]
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class OneTimeLink(db.Base):
    """A secret that proves something about whoever has it: for one purpose, once, not for long.

    Most are links in letters. ``facts`` are what its use will need to know.
    """

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class ActivityEvent(db.Base):
    """Something that was done: by whom, to whose account, when and from where."""

    __tablename__ = "activity_events"
    __table_args__ = (
        Index("ix_activity_events_user_id_id", "user_id", "id"),
        Index("ix_activity_events_account_id_id", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    happened_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)
