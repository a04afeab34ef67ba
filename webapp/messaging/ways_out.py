"""Ways out: a mail server, or a Maildir. The only module that hands letters over."""

import contextlib
import mailbox
import smtplib
import ssl
from pathlib import Path
from typing import Any, cast

import flask_mail
from flask import current_app

from webapp.core.settings import settings
from webapp.messaging.transport import Deferred, Refused, Transport, Unreachable

TIMEOUT_SECONDS = 30
ANSWER_SECONDS = 120
"""A server looks at a letter before it takes it; whoever gives up earlier sends it twice."""

LETTERS_PER_CONNECTION = 100
MOST_LINES = 200  # of one reply
PERMANENT = 500
CLOSING = 421
TOO_LARGE = 552
SMTP_PORT = 25
SUBMISSION_PORT = 587
SUBMISSIONS_PORT = 465  # RFC 8314


class MaildirTransport:
    """Puts letters into a folder where any mail program can read them; each file is a letter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, sender: str, to: str, content: bytes) -> str:  # noqa: ARG002 - in the letter
        """Write one letter.

        :raises Unreachable: the folder cannot be written to.
        """
        try:
            self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            name = mailbox.Maildir(self.folder).add(content)
        except (OSError, mailbox.Error) as problem:
            raise Unreachable(str(problem)) from None
        return f"new/{name}"

    def close(self) -> None:
        """Nothing is kept open."""


class _Reply:
    """The lines of a mail server's reply, of which there may not be endlessly many."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines
        self.count = 0

    def readline(self, size: int) -> bytes:
        """Read one line, which has to be shorter than ``size`` (RFC 5321, §4.5.3.1.5)."""
        line: bytes = self._lines.readline(size)
        self.count += 1
        if self.count > MOST_LINES or len(line) >= size:
            raise OSError("the mail server said more than a reply may hold")
        return line

    def close(self) -> None:
        """Close what the lines are read from."""
        self._lines.close()


class _Patient(smtplib.SMTP):
    """Hears a reply out, but not for ever: smtplib collects whatever comes.

    ``taken`` is what the server said when it took the last letter, such as its own number for it.
    """

    taken = b""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the bytes of a letter."""
        code, self.taken = super().data(msg)
        return code, self.taken

    def getreply(self) -> tuple[int, bytes]:
        """Read one reply."""
        if self.file is None and self.sock is not None:
            self.file = _Reply(self.sock.makefile("rb"))
        if self.file is not None:
            self.file.count = 0
        return super().getreply()


class _PatientOverTls(_Patient, smtplib.SMTP_SSL):
    """The same over a connection that is encrypted from the first byte."""


class VerifiedConnection(flask_mail.Connection):
    """Flask-Mail's connection with what it lacks: certificates verified, and no endless wait.

    The server has answered for itself when it is open: what it says later is about a letter.
    """

    def configure_host(self) -> _Patient:
        """Open the connection, encrypt it if the settings say so, and sign in."""
        mail = self.mail
        verified = ssl.create_default_context()
        if mail.use_ssl:
            host: _Patient = _PatientOverTls(
                mail.server, mail.port, timeout=TIMEOUT_SECONDS, context=verified
            )
        else:
            host = _Patient(mail.server, mail.port, timeout=TIMEOUT_SECONDS)
        try:
            if mail.use_tls:
                host.starttls(context=verified)
            if mail.username:
                host.login(mail.username, mail.password)
            host.ehlo_or_helo_if_needed()
            if host.sock is not None:
                host.sock.settimeout(ANSWER_SECONDS)
        except BaseException:
            host.close()
            raise
        return host


class SmtpTransport:
    """Speaks to the mail server of the settings, over one connection for many letters."""

    def __init__(self) -> None:
        current_app.config.update(_flask_mail_config())
        flask_mail.Mail(current_app)
        self.connection = VerifiedConnection(current_app.extensions["mail"])
        self.taken = 0

    def send(self, sender: str, to: str, content: bytes) -> str:
        """Hand one letter to the mail server.

        :raises Deferred: it does not take this letter now, or the connection broke.
        :raises Refused: it never will.
        :raises Unreachable: it cannot be reached, or does not let us in.
        """
        host = self._host()
        options = () if to.isascii() else ("SMTPUTF8",)
        try:
            host.sendmail(sender, [to], content, options)
        except smtplib.SMTPRecipientsRefused as refusal:
            raise _judged(*refusal.recipients[to]) from None
        except smtplib.SMTPSenderRefused as refusal:
            raise _judged_sender(refusal.smtp_code, refusal.smtp_error) from None
        except smtplib.SMTPNotSupportedError as refusal:
            raise Refused(str(refusal)) from None
        except smtplib.SMTPResponseException as refusal:
            raise _judged(refusal.smtp_code, refusal.smtp_error) from None
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            raise Deferred(_words(problem)) from None
        self.taken += 1
        if self.taken % LETTERS_PER_CONNECTION == 0:
            self.close()
        return _words(host.taken)

    def close(self) -> None:
        """End the connection politely, if there is one."""
        host, self.connection.host = self.connection.host, None
        if host is not None and host.sock is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                host.quit()
            host.close()

    def _host(self) -> _Patient:
        """Return the open connection; open it when there is none, or when it was closed."""
        if self.connection.host is None or self.connection.host.sock is None:
            try:
                self.connection.host = self.connection.configure_host()
            except (OSError, smtplib.SMTPException, ValueError) as problem:  # a host of odd letters
                raise Unreachable(_words(problem)) from None
        return cast("_Patient", self.connection.host)


def chosen() -> Transport:
    """Return the way out that the settings name: a mail server, else the Maildir."""
    if settings().mail_server:
        return SmtpTransport()
    return MaildirTransport(settings().instance / "mail")


def _flask_mail_config() -> dict[str, object]:
    current = settings()
    default = SUBMISSIONS_PORT if current.mail_use_ssl else SMTP_PORT
    return {
        "MAIL_SERVER": current.mail_server,
        "MAIL_PORT": current.mail_port or (SUBMISSION_PORT if current.mail_use_tls else default),
        "MAIL_USERNAME": current.mail_username,
        "MAIL_PASSWORD": current.mail_password,
        "MAIL_USE_TLS": current.mail_use_tls,
        "MAIL_USE_SSL": current.mail_use_ssl,
    }


def _judged(code: int, said: object) -> Deferred:
    """Return what a reply code means for the letter (RFC 5321, §4.2.1)."""
    if code == CLOSING:
        return Unreachable(_words(said), str(code))
    kind = Refused if code >= PERMANENT else Deferred
    return kind(_words(said), str(code))


def _judged_sender(code: int, said: object) -> Deferred:
    """Return what it means that our own address was refused: only its size is the letter's."""
    if code == TOO_LARGE or code < PERMANENT:
        return _judged(code, said)
    return Unreachable(_words(said), str(code))


def _words(said: object) -> str:
    """Return what a mail server or the network said, in one printable line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line or type(said).__name__
