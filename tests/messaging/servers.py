"""Mail servers on loopback: a real one that keeps letters, and one that follows a script."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.live import free_port

HERE = "127.0.0.1"
RIGHT = "right-password"
POLITE = {
    "greeting": "220 here",
    "EHLO": "250 here",
    "MAIL": "250 fine",
    "RCPT": "250 fine",
    "DATA": "354 go on",
    ".": "250 taken",
    "RSET": "250 forgotten",
    "QUIT": "221 bye",
}

Answer = str | Callable[[], str]


class Office:
    """Takes letters, and remembers from which connections they came."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.recipients: list[str] = []
        self.connections: set[Any] = set()

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a letter."""
        self.letters.append(envelope.original_content)
        self.recipients += envelope.rcpt_tos
        self.connections.add(session.peer)
        return "250 taken"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _way: str, data: Any):
        """Let in whoever knows the password."""
        return AuthResult(success=data.password == RIGHT.encode(), handled=False)


class _Door(Controller):
    """Shuts behind everybody: aiosmtpd alone leaves connections open when it ends."""

    def factory(self) -> Any:
        """Remember who came in."""
        self.visitors = [*getattr(self, "visitors", []), super().factory()]
        return self.visitors[-1]

    def stop(self, *, no_assert: bool = False) -> None:
        """Show them out."""
        asyncio.run_coroutine_threadsafe(self._empty(), self.loop).result()
        super().stop(no_assert)

    async def _empty(self) -> None:
        for visitor in getattr(self, "visitors", []):
            for transport in (visitor.transport, getattr(visitor, "_original_transport", None)):
                if transport is not None:
                    transport.abort()
        for _turn in range(3):  # of the loop, in which connections are closed
            await asyncio.sleep(0)


@contextmanager
def office(kept: Any = None, **options: Any) -> Iterator[tuple[Any, str]]:
    """Run a real mail server; yield what it keeps, and its port."""
    kept = kept or Office()
    if options.pop("wants_password", False):
        options |= {"authenticator": kept.authenticate, "auth_require_tls": False}
    server = _Door(kept, hostname=HERE, port=free_port(), **options)
    server.start()
    try:
        yield kept, str(server.port)
    finally:
        server.stop()


class Script:
    """A mail server that answers as it is told, by the first word of each line.

    An answer may be called for; an empty one hangs up, and ``SILENCE`` says nothing any more.
    """

    SILENCE = "(silence)"

    def __init__(self, **answers: Answer) -> None:
        self.answers: dict[str, Answer] = {**POLITE, **answers}
        self.heard: list[str] = []
        self.letters: list[bytes] = []
        self.connections = 0
        self.listener = socket.create_server((HERE, 0))
        self.port = str(self.listener.getsockname()[1])
        self.open: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.listener.close()
        for connection in self.open:
            connection.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(connection)
            threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            if not self._say(connection, "greeting"):
                return
            for line in lines:
                word = line.split()[0].decode().upper() if line.strip() else ""
                self.heard.append(line.decode().strip())
                if not self._say(connection, word):
                    return
                if word == "DATA" and self.answers["DATA"] == POLITE["DATA"]:
                    self.letters.append(b"".join(iter(lines.readline, b".\r\n")))
                    if not self._say(connection, "."):
                        return

    def _say(self, connection: socket.socket, word: str) -> bool:
        answer = self.answers.get(word, "502 what?")
        said = answer if isinstance(answer, str) else answer()
        if said == self.SILENCE:
            while connection.recv(1024):
                pass
            return False
        if said:
            connection.sendall(f"{said}\r\n".encode())
        return bool(said) and not said.startswith("421")


def certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate of its own making, and the file of that certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    moment = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "mail.pem", folder / "mail.key"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, private)
    return context, chain
