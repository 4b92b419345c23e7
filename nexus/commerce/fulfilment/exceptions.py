from collections.abc import Iterable, Mapping
from uuid import UUID

from nexus.kernel.api.errors import Unprocessable, ValidationFailed


class NotThatManyLeft(Unprocessable):
    """More of a line is asked for than there is left of it; `details` says of which, and how many are."""

    sentence = "That is more than is left. `details` names the lines and how many are left of each."

    def __init__(self, asked: Mapping[UUID, int], left: Mapping[UUID, int]) -> None:
        short = [
            {"line": str(line), "asked": quantity, "left": left.get(line, 0)}
            for line, quantity in asked.items()
            if quantity > left.get(line, 0)
        ]
        super().__init__(details={"lines": short})


def refuse_unknown(asked: Iterable[UUID], known: Iterable[UUID]) -> None:
    """Refuse lines that aren't there, by name."""
    if unknown := sorted(str(line) for line in {*asked} - {*known}):
        raise ValidationFailed(details={"lines": [f"There is no line {line} here." for line in unknown]})
