"""Reads the settings from the environment: each is converted, checked, and refused in one line."""

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytz
from limits import parse
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from webapp.core.settings import PREFIX, Settings, SettingsError

DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9.:-]+")
PATH = re.compile(r"(/[\w.~-]+)*", re.ASCII)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LONGEST_NAME = 60
MAIL_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)
COOKIE_NAME = re.compile(r"[\w-]*", re.ASCII)


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from ``CLIENTAREA_*`` variables.

    :raises SettingsError: a value cannot be used, or a name is nearly that of a setting.
    """
    named = _named(environ)
    known = {field for field in Settings.__struct_fields__ if field in named}
    for stranger in sorted(set(named) - known):
        _refuse_near_miss(stranger)
    try:
        settings = msgspec.convert({name: named[name] for name in known}, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(_readable(error)) from None
    settings = _with_defaults(settings, environ)
    for name, problem in _problems(settings):
        message = f"{PREFIX}_{name.upper()}: {problem}"
        raise SettingsError(message)
    return settings


def strangers(environ: Mapping[str, str]) -> list[str]:
    """Return the ``CLIENTAREA_*`` variables that are no settings, to be told in the log."""
    unknown = set(_named(environ)) - set(Settings.__struct_fields__)
    return [f"{PREFIX}_{name.upper()}" for name in sorted(unknown)]


def _named(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(f"{PREFIX}_").lower(): value
        for name, value in environ.items()
        if name.startswith(f"{PREFIX}_") and not name.startswith(f"{PREFIX}_TEST_")
    }


def _readable(error: msgspec.ValidationError) -> str:
    """Turn ``Expected `int` - at `$.hsts_seconds``` into the variable's own name."""
    reason, _, path = str(error).partition(" - at `$.")
    return f"{PREFIX}_{path.rstrip('`').upper()}: {reason}"


def _refuse_near_miss(name: str) -> None:
    """Take a near miss of a known name for the typing error that it is."""
    close = difflib.get_close_matches(name, Settings.__struct_fields__, n=1, cutoff=0.85)
    if close:
        message = f"{PREFIX}_{name.upper()} is not a setting; did you mean "
        raise SettingsError(message + f"{PREFIX}_{close[0].upper()}?")


def _with_defaults(settings: Settings, environ: Mapping[str, str]) -> Settings:
    url = settings.database_url or f"sqlite:///{settings.instance / 'clientarea.sqlite3'}"
    url = _driven(url)
    public = settings.public_url or f"http://localhost:{environ.get('PORT') or 8000}"
    return msgspec.structs.replace(settings, database_url=url, public_url=_canonical(public))


def _driven(url: str) -> str:
    """Name the one driver that we use for PostgreSQL."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _canonical(url: str) -> str:
    """Write an address as browsers do: small letters, IDNA, no default port, no last slash."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        port = parts.port
    except ValueError:
        return url
    if parts.username is not None or not host:
        return url
    host = f"[{host}]" if ":" in host else host
    if port is not None and port != DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    return f"{parts.scheme}://{host}" + url[len(parts.scheme) + 3 + len(parts.netloc) :].rstrip("/")


def _problems(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield (setting, problem) for what would only fail later, in front of a reader."""
    if not _is_public_address(settings.public_url):
        yield "public_url", "give a full address, like https://example.com/client"
    if not _is_database(settings.database_url):
        yield "database_url", "give an address that begins with sqlite: or postgresql:"
    if settings.time_zone not in pytz.all_timezones_set:
        yield "time_zone", f"{settings.time_zone!r} is not an IANA time zone"
    if settings.log_level.upper() not in LOG_LEVELS:
        yield "log_level", f"give one of {', '.join(LOG_LEVELS)}"
    if not COOKIE_NAME.fullmatch(settings.cookie_name):
        yield "cookie_name", "use letters, digits, - and _"
    if settings.theme_dir and not Path(settings.theme_dir).is_dir():
        yield "theme_dir", f"{settings.theme_dir} is not a folder"
    yield from _unreadable(settings)
    yield from _unsendable(settings)


def _unsendable(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what would make every letter fail."""
    if settings.queue_url and not _is_database(_driven(settings.queue_url)):
        yield "queue_url", "give an address that begins with sqlite: or postgresql:"
    if settings.mail_use_tls and settings.mail_use_ssl:
        yield "mail_use_ssl", "choose one of it and CLIENTAREA_MAIL_USE_TLS"
    for name in ("mail_username", "mail_password"):
        value = getattr(settings, name)
        if not (value.isascii() and value.isprintable()):
            yield name, "use ASCII characters in one line: Python's SMTP client knows no others"
    if settings.mail_from and not MAIL_ADDRESS.fullmatch(settings.mail_from):
        yield "mail_from", "give an address alone, like no-reply@example.com"
    name = settings.brand_name
    if not (name.isprintable() and name.strip() and len(name) <= LONGEST_NAME):
        yield "brand_name", f"give words in one line, at most {LONGEST_NAME} characters"


def _unreadable(settings: Settings) -> Iterator[tuple[str, str]]:
    """Parse what is read again later."""
    for name in (field for field in Settings.__struct_fields__ if field.startswith("limit_")):
        try:
            is_usable = parse(getattr(settings, name)).amount > 0
        except ValueError:
            is_usable = False
        if not is_usable:
            yield name, "give a limit like 5 per 15 minutes"
    if settings.leaked_passwords and not Path(settings.leaked_passwords).is_file():
        yield "leaked_passwords", f"{settings.leaked_passwords} is not a file"
    try:
        settings.proxies  # noqa: B018 - it parses
    except ValueError as error:
        yield "trusted_proxies", str(error)


def _is_public_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and HOST.fullmatch(parts.hostname or "") is not None
        and port != 0
        and parts.username is None
        and PATH.fullmatch(parts.path) is not None
        and not {".", ".."}.intersection(parts.path.split("/"))
        and not (parts.query or parts.fragment)
    )


def _is_database(url: str) -> bool:
    try:
        return make_url(url).drivername in ("sqlite", "postgresql+psycopg")
    except (ArgumentError, ValueError):
        return False
