"""Challenges: what a passkey signs; each is good for one act in one browser, and not for long."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta

from flask import current_app

from webapp.core.clock import now

LIFETIME = timedelta(minutes=10)
CLOCK_BYTES = 4
NONCE_BYTES = 16
MAC_BYTES = 16
LENGTH = CLOCK_BYTES + NONCE_BYTES + MAC_BYTES


def new(purpose: str, holder: str) -> str:
    """Return a challenge in base64url. Nothing is stored before it comes back.

    ``holder`` is what only the browser has that asks for it, or the session that it has.
    """
    body = int(now().timestamp()).to_bytes(CLOCK_BYTES) + secrets.token_bytes(NONCE_BYTES)
    return encoded(body + _signature(_keys()[0], body, purpose, holder))


def is_ours(challenge: bytes, purpose: str, holder: str) -> bool:
    """Tell whether we gave this challenge to this holder for this, a short time ago."""
    if len(challenge) != LENGTH:
        return False
    body, signature = challenge[:-MAC_BYTES], challenge[-MAC_BYTES:]
    age = now().timestamp() - int.from_bytes(body[:CLOCK_BYTES])
    known = (_signature(key, body, purpose, holder) for key in _keys())
    is_signed = any(hmac.compare_digest(one, signature) for one in known)
    return is_signed and -1 < age < LIFETIME.total_seconds()


def encoded(content: bytes) -> str:
    """Write bytes as WebAuthn does: base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _signature(key: str, body: bytes, purpose: str, holder: str) -> bytes:
    said = b"\0".join([b"passkey", purpose.encode(), holder.encode(), body])
    return hmac.digest(key.encode(), said, "sha256")[:MAC_BYTES]


def _keys() -> list[str]:
    config = current_app.config
    return [config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"]]
