"""Every setting: its name, type, default and meaning. `docs/settings.md` lists the same."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, cast
from urllib.parse import urlsplit

import msgspec
from flask import current_app

PREFIX = "CLIENTAREA"
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
Network = IPv4Network | IPv6Network


class SettingsError(Exception):
    """A setting is wrong; the message is one line that says which and why."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator decided, read once at start from ``CLIENTAREA_*`` variables."""

    database_url: str = ""
    secret_key: str = ""
    data_key: str = ""
    public_url: str = ""
    instance_dir: str = "instance"
    cookie_name: str = ""
    time_zone: str = "UTC"
    language: str = "en"
    leaked_passwords: str = ""
    password_min_length: Annotated[int, msgspec.Meta(ge=8, le=64)] = 12
    require_2fa: bool = False
    trusted_proxies: str = ""
    trusted_hosts: str = ""
    theme_dir: str = ""
    hsts_seconds: Annotated[int, msgspec.Meta(ge=0)] = 0
    log_level: str = "INFO"
    limit_sign_in: str = "5 per 15 minutes"
    limit_sign_in_network: str = "20 per 5 minutes"
    limit_sign_in_network_day: str = "100 per 1 day"
    limit_sign_in_failures: str = "100 per 365 days"
    limit_addresses: str = "3 per 15 minutes"
    limit_prove: str = "10 per 1 minute"
    limit_second_factor: str = "5 per 10 minutes"
    limit_passkey: str = "20 per 5 minutes"
    limit_reset: str = "5 per 10 minutes"
    limit_avatar: str = "10 per 1 hour"
    limit_email_change: str = "5 per 1 day"
    throttling: bool = True
    queue_url: str = ""
    mail_server: str = ""
    mail_port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0
    mail_username: str = ""
    mail_password: str = ""
    mail_use_tls: bool = False
    mail_use_ssl: bool = False
    mail_from: str = ""
    brand_name: str = "Client area"
    brand_logo: str = ""
    brand_logo_dark: str = ""
    brand_accent: str = ""
    brand_site_url: str = ""
    brand_sign_up_url: str = ""
    brand_help_url: str = ""

    @property
    def is_loopback(self) -> bool:
        """Tell whether the public address is this machine alone."""
        host = urlsplit(self.public_url).hostname or ""
        return host in ("localhost", "127.0.0.1", "::1")

    @property
    def is_https(self) -> bool:
        """Tell whether readers reach us over TLS."""
        return self.public_url.startswith("https://")

    @property
    def is_production(self) -> bool:
        """Tell whether strangers can reach this instance."""
        return self.is_https or not self.is_loopback

    @property
    def prefix(self) -> str:
        """Path under which the application lives, without a trailing slash."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names that requests may carry, without ports."""
        if self.trusted_hosts:
            return tuple(self.trusted_hosts.lower().replace(",", " ").split())
        host = urlsplit(self.public_url).hostname or ""
        own = f"[{host}]" if ":" in host else host
        return (*LOOPBACK_HOSTS, own) if self.is_loopback else (own,)

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Networks whose forwarded headers are believed."""
        words = self.trusted_proxies.replace(",", " ").split()
        return tuple(ip_network(word) for word in words if word != "unix")

    @property
    def trusts_unix_socket(self) -> bool:
        """Tell whether a peer without an address (a unix socket) is a trusted proxy."""
        return "unix" in self.trusted_proxies.replace(",", " ").split()

    @property
    def session_cookie(self) -> str:
        """Name of the session cookie; ``__Host-`` binds it to this host under TLS."""
        name = self.cookie_name or "clientarea"
        return f"__Host-{name}" if self.is_https and not name.startswith("__") else name

    @property
    def instance(self) -> Path:
        """Folder for the database, generated keys and other files of this instance."""
        return Path(self.instance_dir).resolve()

    @property
    def theme(self) -> Path | None:
        """Folder of the provider's theme."""
        return Path(self.theme_dir).resolve() if self.theme_dir else None


def settings() -> Settings:
    """Return the current application's settings."""
    return cast("Settings", current_app.extensions["clientarea.settings"])
