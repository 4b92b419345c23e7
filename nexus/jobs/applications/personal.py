"""Applications: that there was one stays in the employer's figures; what the applicant said goes."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.jobs.applications.actions import withdraw_application
from nexus.jobs.applications.models import STEPS, Application, ApplicationStatus
from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.kit.actor import Actor


def _applications(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    return Application.objects.filter(applicant=user_id).values(
        "id", "job__title", "job__company_name", "status", "cover_letter", "resume_url", "created_at"
    )


def _erase_applications(user_id: UUID) -> None:
    own = Application.objects.filter(applicant=user_id)
    withdrawable = [status for status, steps in STEPS.items() if ApplicationStatus.WITHDRAWN in steps]
    for application_id in own.filter(status__in=withdrawable).values_list("pk", flat=True):
        withdraw_application(Actor(id=user_id), application_id)
    own.update(cover_letter="", resume_url="")


holds(Holding("applications", _applications, _erase_applications))
