"""An authenticator in software: makes passkeys and signs with them, honestly or not."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "http://localhost"  # of the test client


def encoded(content: bytes) -> str:
    """Bytes as WebAuthn writes them."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """And read again."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftKey:
    """A device with one passkey; ``counter`` None is one that does not count."""

    origin: str = ORIGIN
    host: str = "localhost"
    flags: int = PRESENT | VERIFIED
    counter: int | None = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any], **client: object) -> str:
        """Answer ``navigator.credentials.create()``."""
        self.handle = decoded(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32),
            -3: numbers.y.to_bytes(32),
        }
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id
        data = self._data(self.flags | ATTESTED) + attested + cbor2.dumps(public)
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        said = self._client("webauthn.create", options, client)
        return self._answer(
            clientDataJSON=encoded(said),
            attestationObject=encoded(cbor2.dumps(statement)),
            transports=["internal"],
        )

    def use(self, options: dict[str, Any], **client: object) -> str:
        """Answer ``navigator.credentials.get()``."""
        if self.counter is not None:
            self.counter += 1
        data = self._data(self.flags)
        said = self._client("webauthn.get", options, client)
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=encoded(said),
            authenticatorData=encoded(data),
            signature=encoded(signed),
            userHandle=encoded(self.handle),
        )

    def _data(self, flags: int) -> bytes:
        site = hashlib.sha256(self.host.encode()).digest()
        return site + bytes([flags]) + (self.counter or 0).to_bytes(4)

    def _client(self, kind: str, options: dict[str, Any], more: dict[str, object]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, **more}
        return json.dumps(said).encode()

    def _answer(self, **response: object) -> str:
        name = encoded(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
