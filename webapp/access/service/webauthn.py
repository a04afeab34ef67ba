"""The one place that knows the WebAuthn library, which is loaded when it is first needed."""

import binascii
import re
from base64 import urlsafe_b64decode
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from webapp.access.challenges import encoded
from webapp.access.errors.passkeys import PasskeyMissing, PasskeyNotMade, PasskeyRefused
from webapp.core.security import own_origins
from webapp.core.settings import settings

LONGEST_ANSWER = 64 * 1024
LONGEST_ID = 1023  # WebAuthn §4
MOST_TRANSPORTS = 9
TRANSPORT = re.compile(r"[a-z-]{1,20}")
PATIENCE = 5 * 60 * 1000
ALGORITHMS = (-8, -7, -257)  # EdDSA, ES256, RS256


class Key(NamedTuple):
    """How a passkey is known to browsers; ``transports`` are hints, with blanks between."""

    credential_id: bytes
    transports: str


class NewKey(NamedTuple):
    """What is kept of a passkey that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: str
    is_backed_up: bool


class Use(NamedTuple):
    """What a verified signature says about its passkey."""

    sign_count: int
    is_backed_up: bool


class _Response(msgspec.Struct):
    client: str = msgspec.field(name="clientDataJSON")
    attestation: str = msgspec.field(name="attestationObject", default="")
    authenticator: str = msgspec.field(name="authenticatorData", default="")
    signature: str = ""
    user: str | None = msgspec.field(name="userHandle", default=None)
    transports: list[str] = []


class _Credential(msgspec.Struct):
    raw_id: str = msgspec.field(name="rawId")
    response: _Response


class _ClientData(msgspec.Struct):
    challenge: str
    is_framed: bool = msgspec.field(name="crossOrigin", default=False)


class Answer(NamedTuple):
    """What a browser sent, taken apart; nothing of it is proved yet."""

    credential_id: bytes
    challenge: bytes
    client: bytes
    attestation: bytes
    authenticator: bytes
    signature: bytes
    user: bytes
    transports: list[str]


def host() -> str:
    """Return the name for which passkeys are made: the host of the public address."""
    return urlsplit(settings().public_url).hostname or ""


def to_make(
    challenge: str, handle: bytes, email: str, name: str, known: list[Key]
) -> dict[str, Any]:
    """Return what ``navigator.credentials.create()`` is asked for."""
    return {
        "rp": {"id": host(), "name": settings().brand_name},
        "user": {"id": encoded(handle), "name": email, "displayName": name},
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in ALGORITHMS],
        "excludeCredentials": _described(known),
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
        "timeout": PATIENCE,
    }


def to_use(challenge: str, allowed: list[Key]) -> dict[str, Any]:
    """Return what ``navigator.credentials.get()`` is asked for; any passkey without ``allowed``."""
    return {
        "challenge": challenge,
        "rpId": host(),
        "userVerification": "required",
        "allowCredentials": _described(allowed),
        "timeout": PATIENCE,
    }


def _described(keys: list[Key]) -> list[dict[str, Any]]:
    return [
        {"type": "public-key", "id": encoded(key.credential_id)}
        | ({"transports": key.transports.split()} if key.transports else {})
        for key in keys
    ]


def read(posted: str) -> Answer:
    """Take apart what a browser sent.

    :raises PasskeyMissing: nothing was sent.
    :raises PasskeyRefused: it is not what browsers send, or comes from a frame in another site.
    """
    if not posted:
        raise PasskeyMissing
    try:
        if len(posted) > LONGEST_ANSWER:
            raise PasskeyRefused
        sent = msgspec.json.decode(posted.encode("utf-8", "replace"), type=_Credential)
        client = _decoded(sent.response.client)
        said = msgspec.json.decode(client, type=_ClientData)
        if said.is_framed:
            raise PasskeyRefused
        return Answer(
            credential_id=_decoded(sent.raw_id),
            challenge=_decoded(said.challenge),
            client=client,
            attestation=_decoded(sent.response.attestation),
            authenticator=_decoded(sent.response.authenticator),
            signature=_decoded(sent.response.signature),
            user=_decoded(sent.response.user or ""),
            transports=sent.response.transports,
        )
    except (msgspec.MsgspecError, binascii.Error, ValueError, RecursionError):
        raise PasskeyRefused from None


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_key(answer: Answer) -> NewKey:
    """Check what should become a passkey; its challenge was compared before.

    :raises PasskeyNotMade: it is for another site, was made without asking who is there, or
        cannot be read.
    """
    from webauthn import verify_registration_response  # noqa: PLC0415 - 14 MB
    from webauthn.helpers import structs  # noqa: PLC0415

    response = structs.AuthenticatorAttestationResponse(
        client_data_json=answer.client, attestation_object=answer.attestation
    )
    try:
        made = verify_registration_response(
            credential=structs.RegistrationCredential(
                id=encoded(answer.credential_id), raw_id=answer.credential_id, response=response
            ),
            expected_challenge=answer.challenge,
            expected_rp_id=host(),
            expected_origin=list(own_origins()),
            require_user_verification=True,
            supported_pub_key_algs=list(ALGORITHMS),  # type: ignore[arg-type]
        )
    except Exception:  # noqa: BLE001 - a stranger's bytes, and whatever they upset in there
        raise PasskeyNotMade from None
    if made.credential_id != answer.credential_id or len(made.credential_id) > LONGEST_ID:
        raise PasskeyNotMade
    transports = [word for word in answer.transports if TRANSPORT.fullmatch(word)]
    return NewKey(
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=" ".join(transports[:MOST_TRANSPORTS]),
        is_backed_up=made.credential_backed_up,
    )


def verified(answer: Answer, public_key: bytes) -> Use:
    """Check a signature; its challenge was compared before, and the counter is the caller's.

    :raises PasskeyRefused: it is not of this key or for another site, or nobody asked who is there.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415 - 14 MB
    from webauthn.helpers import structs  # noqa: PLC0415

    response = structs.AuthenticatorAssertionResponse(
        client_data_json=answer.client,
        authenticator_data=answer.authenticator,
        signature=answer.signature,
    )
    try:
        use = verify_authentication_response(
            credential=structs.AuthenticationCredential(
                id=encoded(answer.credential_id), raw_id=answer.credential_id, response=response
            ),
            expected_challenge=answer.challenge,
            expected_rp_id=host(),
            expected_origin=list(own_origins()),
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - a stranger's bytes, and whatever they upset in there
        raise PasskeyRefused from None
    return Use(use.new_sign_count, use.credential_backed_up)
