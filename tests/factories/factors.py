"""An authenticator app and a passkey, as people hold them."""

import hashlib
import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

from nexus.kernel.accounts.models import User

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def code_of(secret: str, *, ahead: int = 0) -> str:
    """What an authenticator app shows now, or some periods later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def with_totp(user: User) -> str:
    """Give an account an authenticator app; gives its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@dataclass
class Passkey:
    """A passkey in software: it answers the page of an origin, as a browser would hand it on."""

    origin: str = "http://localhost"
    verifies: bool = True
    id: bytes = field(default_factory=lambda: os.urandom(16))
    owner: str = ""

    def __post_init__(self) -> None:
        self._key = generate_private_key(SECP256R1())

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.create()`."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self._key.public_key()))
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(asked["rp"]["id"], ATTESTED) + held
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        answered = {"clientDataJSON": _text(client), "attestationObject": _text(attested)}
        return self._credential(answered, {"credProps": {"rk": True}})

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.get()`."""
        asked = options["publicKey"]
        client = self._client("webauthn.get", asked["challenge"])
        data = self._data(asked["rpId"], 0)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        answered = {
            "clientDataJSON": _text(client),
            "authenticatorData": _text(data),
            "signature": _text(signature),
            "userHandle": self.owner,
        }
        return self._credential(answered, {})

    def _credential(self, response: dict[str, str], extensions: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": _text(self.id),
            "rawId": _text(self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": extensions,
            "response": response,
        }

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, rp_id: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + (1).to_bytes(4, "big")


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
