"""Letters written for somebody made up, at a moment made up: the same each time."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask

from webapp.messaging import writing
from webapp.messaging.catalogue import mail_type
from webapp.messaging.models import Notification
from webapp.messaging.service.recipients import Recipient
from webapp.messaging.service.telling import Content
from webapp.messaging.writing import Letter

SNAPSHOTS = Path(__file__).parent / "letters"
MOMENT = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
TOKEN = "Hh3kq8V1zY0u7Jd2bXn5Rt9wLs4cFm6aGp1eQiOxUyE"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"

RECIPIENT = Recipient(
    user_id=7,
    name="Anna Kovalenko",
    address="anna@example.com",
    language="en",
    time_zone="Europe/Kyiv",
    client_id="1234567891",
    account_name="Kovalenko GmbH",
)
RESET = {"token": TOKEN, "until": "2026-11-22T23:00:00+00:00"}
WELCOME = {"token": TOKEN, "until": "2026-11-25T22:30:00+00:00", "account": "Kovalenko GmbH"}

CHANGED = "security.addresses_changed"
NETWORKS = ["203.0.113.7", "2001:db8:12::/48"]

NEW = {"new": "anna@kovalenko.example", "kind": "email"}
MOVED = {**NEW, "old": "anna@example.com"}
ELSEWHERE = {"kind": "notification-email", "old": "anna@example.com", "new": "bills@example.com"}
HOUR = {"until": "2026-11-22T23:30:00+00:00"}
THREE_DAYS = {"token": TOKEN, "until": "2026-11-25T22:30:00+00:00"}

LETTERS: dict[str, tuple[str, dict[str, Any]]] = {
    "confirm.password": ("confirm.password", WELCOME),
    "confirm.reset": ("confirm.reset", RESET),
    "confirm.unlock": ("confirm.unlock", RESET),
    "security.export_made": ("security.export_made", {}),
    "confirm.email": ("confirm.email", {**NEW, **HOUR, "token": TOKEN}),
    "confirm.email_taken": ("confirm.email", {**NEW, **HOUR, "token": ""}),
    "confirm.notification_email": ("confirm.email", {**ELSEWHERE, **HOUR, "token": TOKEN}),
    "security.email_change_asked": ("security.email_change_asked", NEW),
    "security.email_changed": ("security.email_changed", MOVED),
    "security.email_replaced": ("security.email_replaced", {**MOVED, **THREE_DAYS}),
    "security.email_reverted": ("security.email_reverted", MOVED),
    "security.notification_email_change_asked": ("security.email_change_asked", ELSEWHERE),
    "security.notification_email_changed": ("security.email_changed", ELSEWHERE),
    "security.notification_email_replaced": (
        "security.email_replaced",
        {**ELSEWHERE, **THREE_DAYS},
    ),
    "security.notification_email_reverted": ("security.email_reverted", ELSEWHERE),
    "security.passkey_added": ("security.passkey_added", {"name": "Firefox on Linux"}),
    "security.passkey_removed": ("security.passkey_removed", {"name": "Firefox on Linux"}),
    "security.password_reset": ("security.password_reset", {"passkeys": 0}),
    "security.password_reset_passkeys": ("security.password_reset", {"passkeys": 2}),
    "security.password_changed": ("security.password_changed", {"is_first": False}),
    "security.password_set": ("security.password_changed", {"is_first": True}),
    "confirm.addresses": ("confirm.addresses", RESET),
    "security.addresses_any": (CHANGED, {"how": "saved", "networks": None, "until": None}),
    "security.addresses_cleared": (CHANGED, {"how": "cleared", "networks": None, "until": None}),
    "security.addresses_kept": (CHANGED, {"how": "kept", "networks": NETWORKS, "until": None}),
    "security.addresses_recovered": (
        "security.addresses_recovered",
        {"network": "203.0.113.7"},
    ),
    "security.addresses_saved": (CHANGED, {"how": "saved", "networks": NETWORKS, "until": None}),
    "security.addresses_tried": (
        CHANGED,
        {"how": "tried", "networks": NETWORKS, "until": "2026-11-22T22:40:00+00:00"},
    ),
    "security.phone_changed": ("security.phone_changed", {"new": "+44 20 7946 0018"}),
    "security.phone_removed": ("security.phone_changed", {"new": ""}),
    "security.recovery_code_used": ("security.recovery_code_used", {"left": 9}),
    "security.recovery_codes_made": ("security.recovery_codes_made", {}),
    "security.sessions_ended": ("security.sessions_ended", {}),
    "security.sign_in_stopped": ("security.sign_in_stopped", {"by": "addresses"}),
    "security.sign_in_unfinished": ("security.sign_in_stopped", {"by": "second-factor"}),
    "security.sessions_ended_by_user": (
        "security.sessions_ended_by_user",
        {"is_one": True, "agent": FIREFOX},
    ),
    "security.other_sessions_ended": (
        "security.sessions_ended_by_user",
        {"is_one": False, "agent": ""},
    ),
    "security.sign_in": (
        "security.sign_in",
        {"way": "password", "second_factor": None, "is_new": True},
    ),
    "security.sign_in_known": (
        "security.sign_in",
        {"way": "password", "second_factor": "totp", "is_new": False},
    ),
    "security.seat_sign_in": (
        "security.seat_sign_in",
        {
            "who": "Bert Baker",
            "email": "bert@example.com",
            "account": "Kovalenko GmbH",
            "way": "passkey",
            "second_factor": None,
        },
    ),
    "security.login_mail_off": ("security.login_mail_off", {"now": "off"}),
    "security.login_mail_new_devices": ("security.login_mail_off", {"now": "new"}),
    "security.seat_mail_off": ("security.login_mail_off", {"now": "seats-off"}),
    "security.two_factor_off": ("security.two_factor_off", {}),
    "security.two_factor_on": ("security.two_factor_on", {}),
    "security.two_factor_reset": ("security.two_factor_reset", {"reason": "Lost his phone"}),
}
"""Every letter of ours by the name of its snapshot: its type, and what it speaks of."""


def write(
    app: Flask,
    type_id: str,
    facts: dict[str, Any],
    *,
    content: Content | None = None,
    address: str = "203.0.113.7",
    agent: str = FIREFOX,
    **recipient: Any,
) -> Letter:
    """Write a letter to Anna, or to whoever she is called: ``name="…", language="ar"``."""
    with app.app_context(), time_machine.travel(MOMENT, tick=False):
        cause = Notification(
            type=type_id,
            category=mail_type(type_id).category,
            created_at=MOMENT,
            address=address,
            agent=agent,
        )
        return writing.write(cause, RECIPIENT._replace(**recipient), facts, content)
