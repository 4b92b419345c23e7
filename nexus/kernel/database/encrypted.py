"""Columns that are encrypted at rest: what a dump or a backup shows of them is of no use.

The first of FIELD_ENCRYPTION_KEYS writes, all of them read: put a new one in front, and take the old one out
once everything was written anew. An encrypted column can't be filtered or ordered by.
"""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.signals import setting_changed
from django.db import models
from django.dispatch import receiver

KEY_BYTES = 32


class Unreadable(Exception):
    """An encrypted value that none of the site's keys opens."""


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # it is no generic at run time
    """Text that the database only ever sees encrypted."""

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt what is written."""
        plain = super().get_prep_value(value)
        return plain if plain is None else encrypted(plain)

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Decrypt what is read."""
        return None if value is None else decrypted(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to look for a value: the same one is encrypted differently each time."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


def encrypted(text: str) -> str:
    """Encrypt a text that is kept elsewhere than in a column of its own."""
    return _box().encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """Read it again; Unreadable where none of the keys opens it."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        raise Unreadable("None of FIELD_ENCRYPTION_KEYS opens this value.") from None


def boxes(keys: Sequence[str]) -> MultiFernet:
    """Read keys, 32 random bytes in URL-safe base64 each; ValueError where one isn't that."""
    return MultiFernet([Fernet(key) for key in keys])


@cache
def _box() -> MultiFernet:
    return boxes(settings.FIELD_ENCRYPTION_KEYS or [_derived(settings.SECRET_KEY)])


def _derived(secret: str) -> str:
    key = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"nexus encrypted columns").derive(secret.encode())
    return urlsafe_b64encode(key).decode()


@receiver(setting_changed)
def _forget_keys(*, setting: str, **_: object) -> None:
    if setting in {"FIELD_ENCRYPTION_KEYS", "SECRET_KEY"}:
        _box.cache_clear()
