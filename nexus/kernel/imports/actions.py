import time
from types import TracebackType
from typing import Final, Self

from nexus.kernel.api.errors import NotAuthenticated
from nexus.kernel.events.bus import publish
from nexus.kernel.imports.events import ImportFailed, ImportFinished, ImportProgressed, ImportStarted
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id

EVERY_S: Final = 1.0

Kinds = type[ImportStarted] | type[ImportProgressed] | type[ImportFinished] | type[ImportFailed]


class Announced:
    """An import whose owner can follow it: its start, at most one step a second, and how it ended.

    Used around the whole of it, outside of its transactions, so that each step is seen at once. A dry run
    announces nothing: it has come to nothing in the end.
    """

    def __init__(self, actor: Actor, kind: str, total: int, *, dry_run: bool) -> None:
        if actor.id is None:
            raise NotAuthenticated
        self.id = new_id()
        self._actor, self._owner_id, self._kind, self._total = actor, actor.id, kind, total
        self._done, self._dry_run = 0, dry_run
        self._told_at = time.monotonic()

    def __enter__(self) -> Self:
        self._tell(ImportStarted)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell(ImportFinished if kind is None else ImportFailed)

    def reach(self, done: int) -> None:
        """Note how far it has come; it is announced now and then."""
        self._done = done
        if time.monotonic() - self._told_at >= EVERY_S:
            self._tell(ImportProgressed)

    def advance(self, by: int) -> None:
        """Note that it has come further."""
        self.reach(self._done + by)

    def _tell(self, kind: Kinds) -> None:
        self._told_at = time.monotonic()
        if self._dry_run:
            return
        publish(kind(self.id, self._owner_id, self._kind, self._done, self._total), actor=self._actor)
