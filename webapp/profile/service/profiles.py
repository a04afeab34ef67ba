"""The user settings as they are, and those that count as soon as they are saved."""

from typing import Any, NamedTuple
from unicodedata import category

from sqlalchemy import bindparam, select, update

from webapp.core import db, limits
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.core.limits import Rule
from webapp.core.settings import settings
from webapp.identity.models import User
from webapp.identity.service import avatars, links
from webapp.identity.service.avatars import Picture
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify
from webapp.profile import zones
from webapp.profile.errors import (
    LanguageNotShipped,
    NameMissing,
    PictureMissing,
    PicturesBusy,
    UnknownTimeZone,
)
from webapp.profile.kinds import Kind
from webapp.profile.phones import grouped, read_phone
from webapp.profile.pictures import read_picture

LONGEST_NAME = 200
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and symbols that are empty all the same


class Profile(NamedTuple):
    """What the user settings show. ``waiting…`` are addresses of which he must open the letter."""

    name: str
    email: str
    notification_email: str | None
    phone: str | None
    language: str
    time_zone: str | None
    waiting_email: str | None
    waiting_notification_email: str | None


_IS_HIS = User.id == bindparam("user_id")
_PROFILE = select(
    User.name,
    User.email,
    User.notification_email,
    User.phone,
    User.language,
    User.time_zone,
    links.newest(User.id, Kind.SIGN_IN),
    links.newest(User.id, Kind.NOTIFICATION),
).where(_IS_HIS)
_OWN_PROFILE = _PROFILE.with_for_update()
_CHANGES = {
    column: update(User).where(_IS_HIS).values({column: bindparam("value")})
    for column in ("name", "phone", "language", "time_zone")
}


def profile_of(user_id: int) -> Profile:
    """Return a user's settings."""
    return _read(_PROFILE, user_id)


def _read(query: Any, user_id: int) -> Profile:
    facts = {"user_id": user_id, "moment": now()}
    *settings, sign_in, notification = db.connection().execute(query, facts).one()
    waiting = [link and link["new"] for link in (sign_in, notification)]
    return Profile(*settings, *waiting)


@db.operation
def change_phone(user_id: int, text: str, country: str = "") -> Profile:
    """Set the phone number, or remove it when ``text`` is empty; return what is set now.

    :raises PhoneNotDialable: no telephone can have this number.
    """
    phone = read_phone(text, country) or None
    before, after = _change(user_id, "phone", phone)
    if before != after:
        shown = grouped(phone) if phone else ""
        notify("security.phone_changed", {"new": shown}, user_id=user_id)
    return after


@db.operation
def change_name(user_id: int, name: str) -> None:
    """Set the name under which others see the user.

    :raises NameMissing: nothing of it can be seen.
    """
    if not any(_is_seen(character) for character in name):
        raise NameMissing
    _change(user_id, "name", name.strip()[:LONGEST_NAME])


def _is_seen(character: str) -> bool:
    """Tell whether a letter, digit, mark or symbol leaves ink on the page."""
    return category(character)[0] in "LNPS" and character not in BLANKS


@db.operation
def change_language(user_id: int, language: str) -> None:
    """Set the language of pages and mails.

    :raises LanguageNotShipped: the interface does not speak it.
    """
    if language not in LANGUAGES:
        raise LanguageNotShipped
    _change(user_id, "language", language)


@db.operation
def change_time_zone(user_id: int, zone: str) -> None:
    """Set the zone in which times are shown.

    :raises UnknownTimeZone: the IANA database has no such zone.
    """
    if not zones.is_zone(zone):
        raise UnknownTimeZone
    _change(user_id, "time_zone", zone)


def change_avatar(user_id: int, content: bytes) -> None:
    """Give the user the picture in a file; it is counted and read before the operation opens.

    :raises Throttled: too many pictures in an hour.
    :raises PictureMissing: the file is empty.
    :raises PictureRefused: it cannot become a picture; its subclasses say why.
    """
    if not content:
        raise PictureMissing
    rules = [Rule("avatar", settings().limit_avatar, str(user_id))]
    limits.hit(rules)
    try:
        picture = read_picture(content)
    except PicturesBusy:
        limits.give_back(rules)
        raise
    _keep_avatar(user_id, picture)


@db.operation
def _keep_avatar(user_id: int, picture: Picture) -> None:
    avatars.keep_picture(user_id, picture)
    record_event("profile.avatar_changed", user_id=user_id)


@db.operation
def remove_avatar(user_id: int) -> None:
    """Take the user's picture away; where there is none, nothing happens."""
    if avatars.drop_picture(user_id):
        record_event("profile.avatar_removed", user_id=user_id)


def _change(user_id: int, column: str, value: str | None) -> tuple[Profile, Profile]:
    """Set one column, with an event if it was another; return what was set before, and is now."""
    connection = db.connection()
    before = _read(_OWN_PROFILE, user_id)
    change: dict[str, Any] = {column: value}
    after = before._replace(**change)
    if before != after:
        old = getattr(before, column)
        connection.execute(_CHANGES[column], {"user_id": user_id, "value": value})
        record_event(f"profile.{column}_changed", user_id=user_id, old=old, new=value)
    return before, after
