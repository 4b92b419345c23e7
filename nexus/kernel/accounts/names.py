"""What an account may be called, so that no two names look alike and none breaks a mail's header."""

import re
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


def ascii_only(address: str) -> None:
    """Refuse an address that only looks like another one; domains in other scripts have an xn-- form."""
    if not re.fullmatch(r"[\x21-\x7e]*", address):
        raise ValidationError("Enter a valid email address.")


class EmailAddressField(models.EmailField):  # type: ignore[type-arg]
    """An e-mail address in lower case, wherever it comes from, so that equal means the same mailbox."""

    default_validators = [ascii_only, *models.EmailField.default_validators]

    def to_python(self, value: Any) -> Any:
        """Read it from a form."""
        return _lower(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        """Write it into a column or a filter."""
        return _lower(super().get_prep_value(value))


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value
