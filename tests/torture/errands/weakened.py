"""Workers and relays with one defence taken out: what a case has to notice."""

import os
from collections.abc import Callable
from typing import Any


def suit_the_case() -> None:
    """Shorten the site's patience, or take a defence out, as the case asked for."""
    from nexus.kernel.events.actions import delivering
    from nexus.kernel.events.models import outbox

    outbox.TRUSTED_S = int(os.environ.get("TORTURE_TRUSTED_S", outbox.TRUSTED_S))
    delivering.MAX_ATTEMPTS = int(os.environ.get("TORTURE_ATTEMPTS", delivering.MAX_ATTEMPTS))
    _WEAKNESSES[os.environ.get("TORTURE_WITHOUT", "")]()


def _without_guard() -> None:
    """Hear first and note it then: as it is written by one who trusts that a message comes once."""
    from nexus.kernel.events.actions import delivering
    from nexus.kernel.events.models import Delivery, outbox

    hear = delivering._hear
    unlocked = outbox._TAKE.replace("DELETE FROM", "SELECT * FROM", 1).replace("FOR UPDATE SKIP LOCKED", "")
    outbox._TAKE = unlocked.replace(") RETURNING position, happened_at, receiver", ")")

    def hear_and_note(name: str, heard: Any) -> None:
        hear(name, heard)
        Delivery.objects.filter(receiver=name, position=heard.position).delete()

    delivering._hear = hear_and_note


def _without_bounds() -> None:
    from nexus.kernel.events.actions import delivering
    from nexus.kernel.tasks.base import NexusTask
    from nexus.kernel.tasks.models import DoneTaskQuerySet

    _without_guard()
    delivering.MAX_ATTEMPTS = 1_000_000
    NexusTask.max_retries = None
    NexusTask._refuse_endless_delivery = lambda _: None
    DoneTaskQuerySet.claim = lambda *_: True


def _sound() -> None:
    """Leave everything as it is."""


_WEAKNESSES: dict[str, Callable[[], None]] = {"": _sound, "guard": _without_guard, "bounds": _without_bounds}
