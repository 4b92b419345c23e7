"""An import can be listened to by its owner: one by its id, or all of one's own as `imports`."""

from collections.abc import Iterator
from typing import Any

from nexus.kernel.events.bus import Heard
from nexus.kernel.events.models import Event
from nexus.kernel.imports.events import ImportStarted
from nexus.kernel.kit.actor import Actor
from nexus.kernel.live.topics import Topic, topic

FACTS = ("imports.import.*",)


def _is_owner(actor: Actor, import_id: str) -> bool:
    started = Event.objects.narrowed(name=ImportStarted.name, subject=import_id)
    return (started if actor.is_admin else started.filter(actor_id=actor.id)).exists()


def _import(heard: Heard[Any]) -> Iterator[str]:
    yield heard.payload["import_id"]


def _owner(heard: Heard[Any]) -> Iterator[str]:
    yield heard.payload["owner_id"]


def _shape(heard: Heard[Any]) -> dict[str, Any]:
    told = {name: heard.payload[name] for name in ("import_id", "kind", "done", "total")}
    return told | {"state": heard.name.rpartition(".")[2]}


topic(Topic("import", FACTS, may_listen=_is_owner, ids_of=_import, shape=_shape))
topic(
    Topic(
        "imports",
        FACTS,
        may_listen=lambda actor, owner_id: str(actor.id) == owner_id,
        ids_of=_owner,
        shape=_shape,
        is_own=True,
    )
)
