"""What a new account is called, where a provider tells what its owner is called there."""

import re
import secrets
from collections.abc import Iterable
from typing import Final
from unicodedata import normalize

from django.core.exceptions import ValidationError

from nexus.kernel.accounts.models import User
from nexus.kernel.accounts.names import not_reserved

LONGEST: Final = 30
SHORTEST: Final = 2
FALLBACK: Final = "user"
NAME_LENGTH: Final = 150

_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9._+-]+")


def free_username(wishes: Iterable[str]) -> str:
    """Make a username of the first wish that has letters for one; a taken one gets a number after it."""
    name = next(filter(None, map(_written, wishes)), FALLBACK)
    candidate = name
    while not _is_free(candidate):
        candidate = f"{name}-{secrets.randbelow(10**6):06}"
    return candidate


def _is_free(name: str) -> bool:
    try:
        not_reserved(name)
    except ValidationError:
        return False
    return not User.objects.filter(username__iexact=name).exists()


def plain(text: object) -> str:
    """Give a name as it may stand on one line; nothing for what is no text."""
    if not isinstance(text, str):
        return ""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:NAME_LENGTH].strip()


def mailbox(text: object) -> str:
    """Give an address that is none until something is taken out of it as none: it might become another's."""
    return text if isinstance(text, str) and text == plain(text) else ""


def _written(wish: str) -> str:
    if "@" in wish:  # usernames are public, and a mailbox isn't
        return ""
    ascii_only = normalize("NFKD", wish).encode("ascii", "ignore").decode().lower()
    name = _NOT_IN_NAMES.sub("-", ascii_only)[:LONGEST].strip("._+-")
    return name if len(name) >= SHORTEST else ""
