"""The secrets that sign and that seal: from the environment, or generated for this machine."""

import os
import secrets
from pathlib import Path

from webapp.core.settings import PREFIX, Settings, SettingsError

SHORTEST = 32


def signing_keys(settings: Settings) -> list[str]:
    """Return the keys that sign sessions and links, newest first.

    :raises SettingsError: in production, when one is missing, short or a well-known default.
    """
    return _keys(settings, "secret_key")


def data_keys(settings: Settings) -> list[str]:
    """Return the keys that seal secrets in the database, newest first.

    :raises SettingsError: in production, when one is missing, short or a well-known default.
    """
    return _keys(settings, "data_key")


def _keys(settings: Settings, name: str) -> list[str]:
    keys: list[str] = getattr(settings, name).replace(",", " ").split()
    variable = f"{PREFIX}_{name.upper()}"
    for key in keys:
        if settings.is_production and (len(key) < SHORTEST or len(set(key)) < SHORTEST // 4):
            message = f"{variable}: use random keys of at least {SHORTEST} characters"
            raise SettingsError(message)
    if keys:
        return keys
    if settings.is_production:
        message = f"{variable}: set it; a generated key is for this machine only"
        raise SettingsError(message)
    return [_generated(settings.instance / name)]


def _generated(path: Path) -> str:
    """Read the key of this machine, or make it; two processes agree on one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = path.read_text().strip()
    if len(key) < SHORTEST:
        message = f"{path} holds no key: remove it, and a new one is made"
        raise SettingsError(message)
    return key
