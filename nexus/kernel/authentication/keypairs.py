"""Key pairs as they are: made, named, written as JWK and PEM, read again."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

SEED_BYTES = 32
RSA_BITS = 3_072
# What a thumbprint is made of, by the kind of key (RFC 7638, RFC 8037).
_NAMED_BY = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}
_JOSE: dict[str, Any] = {"EdDSA": OKPAlgorithm, "ES256": ECAlgorithm, "RS256": RSAAlgorithm}


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key pair and the name that tokens call it by; of one that only verifies, the private half is None."""

    id: str
    algorithm: str
    private: Any = field(compare=False)
    public: Any = field(compare=False)

    @classmethod
    def of(cls, private: Any, algorithm: str = "EdDSA") -> "KeyPair":
        """Take a private key; its name is the RFC 7638 thumbprint of the public one."""
        public = private.public_key()
        return cls(_thumbprint(_members(public, algorithm)), algorithm, private, public)

    @classmethod
    def new(cls, algorithm: str) -> "KeyPair":
        """Make a key nobody has."""
        return cls.of(_generate(algorithm), algorithm)

    @classmethod
    def from_pem(cls, pem: str, algorithm: str) -> "KeyPair":
        """Read what `pem` wrote."""
        return cls.of(load_pem_private_key(pem.encode(), password=None), algorithm)

    @classmethod
    def from_jwk(cls, jwk: dict[str, Any]) -> "KeyPair":
        """Read the public half that `jwk` wrote."""
        return cls(jwk["kid"], jwk["alg"], None, _JOSE[jwk["alg"]].from_jwk(jwk))

    def jwk(self) -> dict[str, Any]:
        """Write the public half as others look it up."""
        return {
            **_members(self.public, self.algorithm),
            "kid": self.id,
            "alg": self.algorithm,
            "use": "sig",
        }

    def pem(self) -> str:
        """Write the private half, to be kept encrypted."""
        written: bytes = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return written.decode()


@cache
def given_key() -> KeyPair:
    """Give the key from the settings, or the one that grows from the site's secret."""
    given: str = settings.ACCESS_TOKEN_SIGNING_KEY
    seed = read_seed(given) if given else _derived(settings.SECRET_KEY)
    return KeyPair.of(Ed25519PrivateKey.from_private_bytes(seed))


def read_seed(text: str) -> bytes:
    """Read NEXUS_SIGNING_KEY: 32 random bytes in base64; anything else is a ValueError."""
    seed = base64.b64decode(text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4), validate=True)
    if len(seed) != SEED_BYTES:
        raise ValueError(f"{len(seed)} bytes instead of {SEED_BYTES}")
    return seed


def _generate(algorithm: str) -> Any:
    if algorithm == "EdDSA":
        return Ed25519PrivateKey.generate()
    if algorithm == "ES256":
        return generate_ec_key(SECP256R1())
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 (few sites need one)

    return rsa.generate_private_key(65_537, RSA_BITS)


def _members(public: Any, algorithm: str) -> dict[str, Any]:
    told: dict[str, Any] = _JOSE[algorithm].to_jwk(public, as_dict=True)
    return {name: told[name] for name in _NAMED_BY[told["kty"]]}


def _thumbprint(members: dict[str, Any]) -> str:
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()


def _derived(secret: str) -> bytes:
    return HKDF(SHA256(), SEED_BYTES, salt=None, info=b"nexus access tokens").derive(secret.encode())


@receiver(setting_changed)
def _forget_key(*, setting: str, **_: object) -> None:
    if setting in {"ACCESS_TOKEN_SIGNING_KEY", "SECRET_KEY"}:
        given_key.cache_clear()
