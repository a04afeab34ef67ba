"""One-time and session secrets: random, and stored only as a digest."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a URL-safe secret of 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> bytes:
    """Return what is stored of a token: its SHA-256, 32 bytes.

    A fast hash is enough, since the token has more entropy than anyone can search.
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
