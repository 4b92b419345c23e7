"""Who asks, where from and why, while a request is answered: for what is written down without being told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final
from urllib.parse import unquote
from uuid import UUID

REASON_LENGTH: Final = 200

_NOWHERE: Final[dict[str, Any]] = {}


_who: ContextVar[UUID | Callable[[], UUID | None] | None] = ContextVar("who", default=None)
_where: ContextVar[dict[str, Any]] = ContextVar("where", default=_NOWHERE)
_why: ContextVar[str] = ContextVar("why", default="")


def begin_asking(environ: dict[str, Any]) -> None:
    """Start a request: nobody is known yet, whoever asked before on this thread is forgotten."""
    _where.set(environ)
    _who.set(None)
    _why.set("")


def end_asking() -> None:
    """End a request: nobody asks any more, and nothing of it is held on to."""
    begin_asking(_NOWHERE)


def acting_as(who: UUID | Callable[[], UUID | None] | None) -> None:
    """Note which account asks, or how to learn it: that is only done where somebody wants to know."""
    _who.set(who)


def explain(reason: str) -> None:
    """Say why all of the request that is being answered is done, as a form tells it."""
    _why.set(_one_line(reason))


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Say why what follows is changed; it stands in the history of what changes."""
    before = _why.set(reason[:REASON_LENGTH])
    try:
        yield
    finally:
        _why.reset(before)


def current_actor_id() -> UUID | None:
    """Name the account that asks; None for a visitor, and for Nexus itself."""
    who = _who.get()
    return who() if callable(who) else who


def current_environ() -> dict[str, Any]:
    """Give what the web server says of the request that is being answered; nothing outside of one."""
    return _where.get()


def current_reason() -> str:
    """Say why: as the code says it, else as the client does in its `Change-Reason` header."""
    if own := _why.get():
        return own
    # A header holds ASCII: what isn't comes percent-encoded, as encodeURIComponent writes it.
    return _one_line(unquote(_where.get().get("HTTP_CHANGE_REASON", "")))


def _one_line(told: str) -> str:
    words = "".join(char if char.isprintable() else " " for char in told).split()
    return " ".join(words)[:REASON_LENGTH]
