"""An application's state can be listened to by its applicant, by its employer, and by staff."""

from collections.abc import Iterator
from typing import Any

from nexus.jobs.applications.events import ApplicationMoved
from nexus.jobs.applications.models import Application
from nexus.kernel.events.bus import Heard
from nexus.kernel.kit.actor import Actor
from nexus.kernel.live.topics import Topic, topic


def _is_party(actor: Actor, application_id: str) -> bool:
    return Application.objects.visible_to(actor).filter(pk=application_id).exists()


def _application(heard: Heard[Any]) -> Iterator[int]:
    yield heard.payload["application_id"]


def _shape(heard: Heard[Any]) -> dict[str, Any]:
    # Submitted and withdrawn are named as the state that they lead to.
    is_step = heard.name == ApplicationMoved.name
    status = heard.payload["after"] if is_step else heard.name.rpartition(".")[2]
    return {"application_id": heard.payload["application_id"], "status": status}


topic(
    Topic(
        name="application",
        facts=("jobs.application.*",),
        may_listen=_is_party,
        ids_of=_application,
        shape=_shape,
        id_type=int,
    )
)
