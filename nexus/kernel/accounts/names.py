"""What an account may be called, so that no two names look alike and none breaks a mail's header."""

import re
import unicodedata
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

USERNAME_LENGTH: Final = 150

# ASCII only: in Unicode there is a second, third and fourth "admin".
username_characters = RegexValidator(
    r"\A[A-Za-z0-9._@+-]+\Z", "Use letters without accents, digits and . _ @ + - only."
)
phone_characters = RegexValidator(r"\A\+?[0-9 ()./-]{3,31}\Z", "Write it like +49 30 1234567.")


# Names that speak for the site, however they are dressed up: 4dm1n, A.D.M.I.N, rnoderator.
RESERVED: Final = frozenset(
    [
        "admin",
        "administrator",
        "moderator",
        "nexus",
        "official",
        "root",
        "security",
        "staff",
        "support",
        "system",
    ]
)
_ALIKE: Final = str.maketrans("01345789$@!|", "oleastbgsail")
_TWINS: Final = (("rn", "m"), ("vv", "w"))

# Of scripts whose letters pass for each other's, a word holds one.
_MIXED: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})

# What nearly every mail server takes: no quotes, no comments, nothing that a header could be broken by.
_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+\Z")


def not_reserved(username: str) -> None:
    """Refuse a username that would pass for the site's own."""
    if _skeleton(username) in _RESERVED_SKELETONS:
        raise ValidationError({"username": "This name is the site's own. Choose another one."})


def one_script_a_word(text: str) -> None:
    """Refuse a word of letters of several scripts that look alike, such as a Latin name with a Cyrillic a."""
    if any(len(_scripts(word)) > 1 for word in text.split()):
        raise ValidationError("Write each word in the letters of one script.")


def as_read(text: str) -> str:
    """Give a name as it is read: full-width letters, ligatures and the like in their plain form (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def ascii_only(address: str) -> None:
    """Refuse an address that only looks like another one; domains in other scripts have an xn-- form."""
    if not re.fullmatch(r"[\x21-\x7e]*", address):
        raise ValidationError("Enter a valid email address.")


def plain_address(address: str) -> None:
    """Refuse quoted names and numbers for domains: allowed on paper, and used by tricks alone."""
    local, _, domain = address.rpartition("@")
    if local and (_LOCAL_PART.match(local) is None or domain.startswith("[")):
        raise ValidationError("Enter a valid email address.")


def _skeleton(name: str) -> str:
    plain = re.sub(r"[._+-]", "", name.lower().translate(_ALIKE))
    for twins, one in _TWINS:
        plain = plain.replace(twins, one)
    return plain.replace("i", "l")


_RESERVED_SKELETONS: Final = frozenset(_skeleton(name) for name in RESERVED)


def _scripts(word: str) -> set[str]:
    letters = (unicodedata.name(char, "").partition(" ")[0] for char in word if char.isalpha())
    return {script for script in letters if script in _MIXED}


class EmailAddressField(models.EmailField):  # type: ignore[type-arg]
    """An e-mail address in lower case, wherever it comes from, so that equal means the same mailbox."""

    default_validators = [ascii_only, plain_address, *models.EmailField.default_validators]

    def to_python(self, value: Any) -> Any:
        """Read it from a form."""
        return _lower(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        """Write it into a column or a filter."""
        return _lower(super().get_prep_value(value))


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value
