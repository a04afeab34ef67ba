"""Letters as bytes (RFC 5322), the same each time one is built."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from email_validator import validate_email

from webapp.core.settings import settings
from webapp.messaging.service.telling import File
from webapp.messaging.writing import Letter

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
CONTENT_ID = re.compile(r"[\w.@+-]*", re.ASCII)
MEDIA_TYPE = re.compile(r"(?!multipart/|message/)[\w.+-]+/[\w.+-]+", re.ASCII)
UNENCODED = 60
"""How long words in a header may be to stand there as they are, in characters."""

POLICY = SMTP.clone(cte_type="7bit", refold_source="none")


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

    Headers are put in as they are sent: Python would take words apart that look encoded, and
    "=?utf-8?q?=0aBcc:…?=" in a subject would be a header of its own.

    :raises ValueError: a header would have a line break or another control character.
    """
    to = ascii_domain(envelope.to)
    message = EmailMessage(policy=POLICY.clone(utf8=not to.isascii()))
    headers = {
        "From": f"{_encoded(settings().brand_name, 'From', is_quoted=True)} <{sender()}>",
        "To": _line(to),
        "Subject": _encoded(letter.subject, "Subject"),
        "Date": format_datetime(envelope.created_at),
        "Message-ID": _line(envelope.message_id),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no machine shall answer
    }
    for name, value in headers.items():
        message.set_raw(name, value)
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
    """Return an e-mail address whose domain every mail server knows (IDNA 2008).

    By the same rules by which addresses are compared: IDNA 2003 would send what is meant for
    faß.de to whoever owns fass.de.

    :raises ValueError: it is no e-mail address.
    """
    parts = validate_email(address, check_deliverability=False)
    return f"{parts.local_part}@{parts.ascii_domain}"


def _attach(message: EmailMessage, files: Sequence[File], disposition: str = "attachment") -> None:
    for file in files:
        is_known = MEDIA_TYPE.fullmatch(file.media_type)
        main, _, sub = (file.media_type if is_known else "application/octet-stream").partition("/")
        add = message.add_related if disposition == "inline" else message.add_attachment
        add(
            file.content,
            maintype=main,
            subtype=sub,
            filename=_line(file.name).replace("=?", "=_"),
            disposition=disposition,
            cid=f"<{_content_id(file.content_id)}>" if file.content_id else None,
        )


def _content_id(name: str) -> str:
    if not CONTENT_ID.fullmatch(name):
        message = "a picture of a letter would have a name that is none"
        raise ValueError(message)
    return name


def _name_boundaries(message: EmailMessage, message_id: str) -> None:
    """Give parts boundaries that depend on the letter alone, not on chance."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            name = hashlib.sha256(f"{message_id} {number}".encode()).hexdigest()[:32]
            part.set_boundary(f"=_{name}")


def _encoded(text: str, header: str, *, is_quoted: bool = False) -> str:
    """Return words as they stand in a header, encoded unless they are few and plain (RFC 2047)."""
    _line(text)
    if text.isascii() and len(text) <= UNENCODED and "=?" not in text:
        return f'"{quote(text)}"' if is_quoted else text
    try:
        return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")
    except MessageError as problem:
        raise ValueError(str(problem)) from None


def _line(text: str) -> str:
    if CONTROLS.search(text):
        message = "a header of a letter would have a control character"
        raise ValueError(message)
    return text


def _host() -> str:
    """Return our own name, or our address as mail writes it (RFC 5321, §4.1.3)."""
    host = urlsplit(settings().public_url).hostname or "localhost"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"  # noqa: PLR2004
