"""One-time and session secrets: random, and stored only as a digest."""

import hashlib
import re
import secrets

TOKEN_BYTES = 32
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


def new_token() -> str:
    """Return a URL-safe secret of 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Tell whether a text can be one of ours: 43 characters of base64url."""
    return TOKEN.fullmatch(text) is not None


def digest(token: str) -> bytes:
    """Return what is stored of a token: its SHA-256, 32 bytes.

    A fast hash is enough, since the token has more entropy than anyone can search.
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
