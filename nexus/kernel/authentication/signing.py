"""The key that signs access tokens: given by the site, or derived from its secret."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key pair and the name that tokens call it by."""

    id: str
    private: Ed25519PrivateKey
    public: Ed25519PublicKey

    @classmethod
    def of(cls, seed: bytes) -> "SigningKey":
        """Make the pair that grows from this seed; its name is the RFC 7638 thumbprint."""
        private = Ed25519PrivateKey.from_private_bytes(seed)
        public = private.public_key()
        point = _base64url(public.public_bytes(Encoding.Raw, PublicFormat.Raw))
        thumbprint = hashlib.sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{point}"}}'.encode()).digest()
        return cls(_base64url(thumbprint), private, public)


@cache
def signing_key() -> SigningKey:
    """Give this site's key."""
    given: str = settings.ACCESS_TOKEN_SIGNING_KEY
    return SigningKey.of(read_seed(given) if given else _derived(settings.SECRET_KEY))


def read_seed(text: str) -> bytes:
    """Read NEXUS_SIGNING_KEY: 32 random bytes in base64; anything else is a ValueError."""
    seed = base64.b64decode(text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4), validate=True)
    if len(seed) != SEED_BYTES:
        raise ValueError(f"{len(seed)} bytes instead of {SEED_BYTES}")
    return seed


def _derived(secret: str) -> bytes:
    return HKDF(SHA256(), SEED_BYTES, salt=None, info=b"nexus access tokens").derive(secret.encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@receiver(setting_changed)
def _forget_key(*, setting: str, **_: object) -> None:
    if setting in {"ACCESS_TOKEN_SIGNING_KEY", "SECRET_KEY"}:
        signing_key.cache_clear()
