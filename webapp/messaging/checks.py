"""What messaging tells `flask doctor`: where letters go, and whether they do."""

import os
from ipaddress import ip_address

from sqlalchemy.exc import SQLAlchemyError

from webapp.core.room import Finding
from webapp.core.settings import settings
from webapp.messaging.service import outbox


def way_out() -> Finding:
    """Look at the mail server, or at the folder that stands in for one."""
    current = settings()
    if not current.mail_server:
        return _folder()
    is_encrypted = current.mail_use_tls or current.mail_use_ssl
    subject = f"Mail: to {current.mail_server}{', encrypted' if is_encrypted else ''}"
    if is_encrypted or _is_here(current.mail_server):
        return Finding(ok=True, subject=subject)
    advice = "Set CLIENTAREA_MAIL_USE_TLS (or _USE_SSL): "
    if current.mail_username:
        return Finding(ok=False, subject=subject, advice=f"{advice}the password travels openly.")
    if current.is_production:
        return Finding(ok=False, subject=subject, advice=f"{advice}letters travel openly.")
    return Finding(ok=True, subject=subject)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _folder() -> Finding:
    folder = settings().instance / "mail"
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Finding(
            ok=False, subject=f"Mail: into {folder}", advice=f"{nearest} cannot be written to."
        )
    advice = "Set CLIENTAREA_MAIL_SERVER: so far nobody gets a letter."
    return Finding(ok=True, subject=f"Mail: into {folder}", advice=advice)


def waiting() -> Finding:
    """Look for letters that ought to be gone."""
    try:
        late = outbox.count_late()
    except SQLAlchemyError:
        return Finding(ok=False, subject="Letters: unknown", advice="The database is not ready.")
    if not late:
        return Finding(ok=True, subject="Letters: none is late")
    return Finding(
        ok=False,
        subject=f"Letters: {late} waiting for more than an hour",
        advice="Is the worker running? Does the mail server answer? Look at its log.",
    )
