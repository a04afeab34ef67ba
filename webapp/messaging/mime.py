"""Letters as bytes (RFC 5322), the same each time one is built."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from webapp.core.settings import settings
from webapp.messaging.service.telling import File
from webapp.messaging.writing import Letter

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
POLICY = SMTP.clone(cte_type="7bit")


class Envelope(NamedTuple):
    """What stands on a letter beside its words."""

    to: str
    message_id: str
    language: str
    created_at: datetime


def new_message_id() -> str:
    """Return a Message-ID that no other letter has (RFC 5322, §3.6.4)."""
    return f"<{secrets.token_hex(16)}@{_host()}>"


def sender() -> str:
    """Return the address that letters come from."""
    return settings().mail_from or f"no-reply@{_host()}"


def build(letter: Letter, envelope: Envelope, files: Sequence[File] = ()) -> bytes:
    """Return the letter as it is sent, with CR LF at the ends of its lines.

    :raises ValueError: a header would have a line break or another control character.
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(display_name=_line(settings().brand_name), addr_spec=sender())
    message["To"] = Address(addr_spec=_line(ascii_domain(envelope.to)))
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(envelope.created_at)
    message["Message-ID"] = _line(envelope.message_id)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine shall answer
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        pictures = [file for file in files if file.content_id]
        _attach(message.get_payload(1), pictures, "inline")  # type: ignore[arg-type]
    _attach(message, [file for file in files if not (letter.html and file.content_id)])
    message["Content-Language"] = envelope.language  # not before: content clears such headers
    _name_boundaries(message, envelope.message_id)
    return message.as_bytes()


def ascii_domain(address: str) -> str:
    """Return an e-mail address whose domain every mail server knows (IDNA)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _attach(message: EmailMessage, files: Sequence[File], disposition: str = "attachment") -> None:
    for file in files:
        main, _, sub = file.media_type.partition("/")
        add = message.add_related if disposition == "inline" else message.add_attachment
        add(
            file.content,
            maintype=main,
            subtype=sub or "octet-stream",
            filename=_line(file.name),
            disposition=disposition,
            cid=f"<{_line(file.content_id)}>" if file.content_id else None,
        )


def _name_boundaries(message: EmailMessage, message_id: str) -> None:
    """Give parts boundaries that depend on the letter alone, not on chance."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            name = hashlib.sha256(f"{message_id} {number}".encode()).hexdigest()[:32]
            part.set_boundary(f"=_{name}")


def _line(text: str) -> str:
    if CONTROLS.search(text):
        message = "a header of a letter would have a control character"
        raise ValueError(message)
    return text


def _host() -> str:
    return urlsplit(settings().public_url).hostname or "localhost"
