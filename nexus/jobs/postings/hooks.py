from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nexus.jobs.postings.models import Job
from nexus.kernel.events.bus import Heard
from nexus.kernel.kit.actor import Actor, Role
from nexus.kernel.webhooks.concerning import Side, concerns, side


def hired_for_by(actor: Actor) -> list[UUID]:
    """Name the employers that an actor hires for: itself."""
    return [actor.id] if actor.id is not None and actor.has(Role.EMPLOYER) else []


side(Side(name="employer", facts="jobs.", run_by=hired_for_by))


@concerns("jobs.job.*")
def of_job(heard: Heard[Any]) -> Iterable[UUID]:
    """Name the employer of a job; of one that is deleted, the event alone knows whose it was."""
    if employer := heard.payload.get("employer_id"):
        return [UUID(employer)]
    return Job.objects.filter(pk=heard.payload["job_id"]).values_list("employer", flat=True)
