"""Step-up: a dangerous change asks for a proof of who one is that isn't old."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from nexus.kernel.api.errors import ConfirmationRequired, NotAuthenticated
from nexus.kernel.kit.actor import Actor

Ways = Callable[[UUID], Sequence[str]]

_ways: list[Ways] = []


def require_recent(actor: Actor) -> None:
    """Go on only where the actor has lately proved who it is; else ConfirmationRequired names the ways."""
    if actor.is_system:
        return
    if actor.id is None:
        raise NotAuthenticated
    if not is_recent(actor):
        raise ConfirmationRequired(details={"ways": [way for tell in _ways for way in tell(actor.id)]})


def is_recent(actor: Actor) -> bool:
    """Tell whether the actor's last proof still counts."""
    within = timedelta(minutes=settings.CONFIRM_MINUTES)
    return actor.proved_at is not None and timezone.now() - actor.proved_at < within


def tell_ways(tell: Ways) -> None:
    """Register who knows in which ways an account can prove who it is; the room stands above this one."""
    if tell not in _ways:
        _ways.append(tell)
