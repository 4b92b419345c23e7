from collections.abc import Iterable, Mapping
from uuid import UUID

from nexus.kernel.api.errors import InvalidTransition, Unprocessable


class AlreadyOnItsWay(InvalidTransition):
    """What was sent can't be cancelled any more."""

    sentence = (
        "Something of this order has been sent already, so it can't be cancelled. "
        "Ask to give it back: POST /api/orders/{id}/returns/."
    )


class NotReturnable(Unprocessable):
    """Some of what is asked to come back can't; `details` says per line why."""

    sentence = "Not all of this can be given back. `details` says why, line by line."

    def __init__(self, faults: Mapping[UUID, str]) -> None:
        super().__init__(details={"lines": {str(line): [why] for line, why in faults.items()}})


class SeveralSellers(Unprocessable):
    """A return goes to one seller."""

    sentence = "These things are from several sellers. Ask each of them by itself."

    def __init__(self, by_part: Iterable[tuple[UUID, Iterable[UUID]]]) -> None:
        groups = [{"part": str(part), "lines": [str(line) for line in lines]} for part, lines in by_part]
        super().__init__(details={"lines": groups})
