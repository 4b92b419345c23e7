"""One's own notifications can be listened to, those that are wanted live: by their ids."""

from collections.abc import Iterator
from typing import Any

from nexus.kernel.events.bus import Heard
from nexus.kernel.live.topics import Topic, topic

_TOLD = ("notification_id", "kind")


def _user(heard: Heard[Any]) -> Iterator[str]:
    if "live" in heard.payload.get("channels", ("live",)):
        yield heard.payload["user_id"]


def _shape(heard: Heard[Any]) -> dict[str, Any]:
    return {name: heard.payload[name] for name in _TOLD if name in heard.payload}


topic(
    Topic(
        name="notifications",
        facts=("notifications.notification.*", "notifications.list.read"),
        may_listen=lambda actor, user_id: str(actor.id) == user_id,
        ids_of=_user,
        shape=_shape,
        is_own=True,
    )
)
