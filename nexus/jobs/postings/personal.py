"""What an employer offers: taken off the board with its account."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.jobs.postings.actions import close_job
from nexus.jobs.postings.models import Job, JobStatus
from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.kit.actor import SYSTEM


def _jobs(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    return Job.objects.filter(employer=user_id).values("id", "title", "description", "status", "created_at")


def _close(user_id: UUID) -> None:
    open_ones = Job.objects.filter(employer=user_id).exclude(status=JobStatus.CLOSED)
    for job_id in open_ones.values_list("pk", flat=True):
        close_job(SYSTEM, job_id)


holds(Holding("jobs", _jobs, _close))
