"""Cursors: a place in an ordered list, so that the index can seek to it however deep the walk is."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, sha256
from hmac import compare_digest
from typing import Any

import msgspec
from django.conf import settings

from nexus.kernel.api.errors import ValidationFailed

_json = msgspec.json.Encoder(enc_hook=str)

SEAL_BYTES = 8


class _Written(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    order: list[str]
    position: list[str]
    backwards: bool


@dataclass(frozen=True)
class Cursor:
    """A place in an ordered list: a row's ordering values, and the direction of the walk.

    said: the name under which a client gives it, for whoever has to refuse it.
    """

    order: Sequence[str]
    position: Sequence[str] = ()
    backwards: bool = False
    said: str = "cursor"

    @classmethod
    def parse(cls, text: str, order: Sequence[str], said: str = "cursor") -> Cursor:
        """Read a cursor; one that we didn't write, or wrote for another ordering, is refused."""
        try:
            written = msgspec.json.decode(_unseal(text), type=_Written)
        except (msgspec.DecodeError, binascii.Error, ValueError):
            raise ValidationFailed(details={said: ["This is not a cursor of ours."]}) from None
        if written.order != list(order) or len(written.position) != len(order):
            raise ValidationFailed(details={said: ["This cursor was made for another ordering."]})
        return cls(order, written.position, written.backwards, said)

    def after(self, row: Mapping[str, Any]) -> str:
        """Write the cursor that goes on behind this row."""
        return self._write(row, backwards=False)

    def before(self, row: Mapping[str, Any]) -> str:
        """Write the cursor that goes back from this row."""
        return self._write(row, backwards=True)

    def direction(self) -> list[str]:
        """Give the ordering in the direction of the walk."""
        return [_turned(name) for name in self.order] if self.backwards else list(self.order)

    def _write(self, row: Mapping[str, Any], *, backwards: bool) -> str:
        position = [_as_text(row[name.removeprefix("-")]) for name in self.order]
        return _seal(_json.encode(_Written(list(self.order), position, backwards)))


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _as_text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _seal(written: bytes) -> str:
    return base64.urlsafe_b64encode(_seal_of(written) + written).decode().rstrip("=")


def _unseal(text: str) -> bytes:
    sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    seal, written = sealed[:SEAL_BYTES], sealed[SEAL_BYTES:]
    # Sealed, so that its values needn't be checked against every column that a list may be ordered by.
    if not compare_digest(seal, _seal_of(written)):
        raise ValueError("a forged cursor")
    return written


def _seal_of(written: bytes) -> bytes:
    return blake2b(written, key=_key(settings.SECRET_KEY), digest_size=SEAL_BYTES).digest()


@cache
def _key(secret: str) -> bytes:
    return sha256(b"nexus.cursor" + secret.encode()).digest()
