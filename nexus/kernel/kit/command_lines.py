"""What commands read from their command lines, and how they ask for what is missing there."""

from argparse import Action, ArgumentTypeError
from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """Read a day or a moment; without a zone it is UTC's."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        sentence = f"{text!r} is no day or moment: write it as 2026-11-20 or 2026-11-20T08:30 (UTC)"
        raise ArgumentTypeError(sentence) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def ask_by_choices(action: Action) -> None:
    """Where none of its words is said, ask for those that there are, not for the name that code has."""
    action.metavar = f"{{{','.join(map(str, action.choices or ()))}}}"
