"""Secrets at rest: sealed with a key that does not lie in the database."""

import base64
from typing import TYPE_CHECKING

from flask import current_app

from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEY_BYTES = 32


class SealBroken(DomainError):
    """Sealed with a key that we do not have (any more), for another purpose, or altered."""

    status = 500
    code = "seal-broken"
    words = _l("A stored secret cannot be read.")


def seal(content: bytes, purpose: str) -> bytes:
    """Encrypt and authenticate with the newest ``DATA_KEY`` (Fernet: AES-128-CBC, HMAC-SHA-256).

    ``purpose`` keeps what was sealed for one thing from being opened as another.
    """
    return _locks(purpose).encrypt(content)


def unseal(sealed: bytes, purpose: str) -> bytes:
    """Return what was sealed for this purpose, with any of the keys.

    :raises SealBroken: none of them fits.
    """
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 10 MB that few processes need

    try:
        return _locks(purpose).decrypt(sealed)
    except InvalidToken:
        raise SealBroken from None


def _locks(purpose: str) -> "MultiFernet":
    """Return this purpose's locks, newest first, derived from the keys by HKDF (RFC 5869)."""
    known: dict[str, MultiFernet] = current_app.extensions.setdefault("clientarea.locks", {})
    if purpose not in known:
        from cryptography import fernet  # noqa: PLC0415
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        def lock(key: str) -> fernet.Fernet:
            derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode())
            return fernet.Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))

        keys = current_app.extensions["clientarea.data_keys"]
        known[purpose] = fernet.MultiFernet([lock(key) for key in keys])
    return known[purpose]
