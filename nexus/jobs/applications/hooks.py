from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nexus.jobs.postings.models import Job
from nexus.kernel.events.bus import Heard
from nexus.kernel.webhooks.concerning import concerns


@concerns("jobs.application.*")
def of_application(heard: Heard[Any]) -> Iterable[UUID]:
    """Name the employer whose job it is for."""
    return Job.objects.filter(pk=heard.payload["job_id"]).values_list("employer", flat=True)
