"""Card numbers are turned away at the door: they are never kept, logged or passed on."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import QueryDict

from nexus.kernel.api.errors import ValidationFailed

NEVER: Final = (
    "This looks like a card number. Never send one here: the provider's own form makes a token of it."
)
# 13 to 19 digits, in groups or not.
_DIGITS: Final = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
_TWICE: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def refuse_cards(said: Any) -> None:
    """Refuse a body that holds a card number, wherever; the answer doesn't repeat it."""
    for name, text in _texts(said, "token"):
        if any(_is_card(found) for found in _DIGITS.findall(text)):
            raise ValidationFailed(details={name: [NEVER]})


def _is_card(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    doubled = (_TWICE[digit] if place % 2 else digit for place, digit in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0  # Luhn's check, which every card number holds


def _texts(said: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(said, Mapping):
        # Of a form's field that comes twice, the first is kept as the hash behind a key too.
        for key, value in said.lists() if isinstance(said, QueryDict) else said.items():
            yield from _texts(value, str(key))
    elif isinstance(said, list):
        for value in said:
            yield from _texts(value, name)
    elif isinstance(said, str | int) and not isinstance(said, bool):
        yield name, str(said)
