from typing import Any, ClassVar

from rest_framework import serializers

from nexus.jobs.applications.models import Application, ApplicationStatus, ApplicationStep
from nexus.kernel.api.ids import NumberedField

LARGEST_ID = 2**63 - 1


class ApplicationInput(serializers.ModelSerializer[Application]):
    """What an applicant says."""

    example: ClassVar[dict[str, Any]] = {
        "job": 1,
        "cover_letter": "I am very interested in this role.",
        "resume_url": "https://example.com/resume.pdf",
    }

    # A plain number: whether there is such a job for this applicant is the action's to tell.
    job = NumberedField(min_value=1, max_value=LARGEST_ID)

    class Meta:
        model = Application
        fields = ["job", "cover_letter", "resume_url"]
        validators: ClassVar[list[Any]] = []  # a second application is the action's to tell, as a conflict


class WithdrawInput(serializers.ModelSerializer[ApplicationStep]):
    """Why an applicant steps back, if they care to say."""

    example: ClassVar[dict[str, Any]] = {"note": "I have found another job."}

    class Meta:
        model = ApplicationStep
        fields = ["note"]


class StatusInput(serializers.ModelSerializer[ApplicationStep]):
    """Where an employer takes an application, and why."""

    example: ClassVar[dict[str, Any]] = {"status": "in_review", "note": "A strong portfolio."}

    status = serializers.ChoiceField(choices=ApplicationStatus.choices)

    class Meta:
        model = ApplicationStep
        fields = ["status", "note"]
