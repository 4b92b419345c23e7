from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.jobs.postings.models import Job
from nexus.jobs.postings.models.validators import no_nul, web_address
from nexus.kernel.api.errors import InvalidTransition
from nexus.kernel.database.filters import given
from nexus.kernel.kit.actor import Actor


class ApplicationStatus(models.TextChoices):
    """How far an application has come."""

    SUBMITTED = "submitted", "Submitted"
    IN_REVIEW = "in_review", "In review"
    SHORTLISTED = "shortlisted", "Shortlisted"
    INTERVIEW = "interview", "Interview"
    OFFERED = "offered", "Offered"
    HIRED = "hired", "Hired"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


_S = ApplicationStatus

# Every step there is. Withdrawing is the applicant's, all others are the employer's.
STEPS: dict[str, set[ApplicationStatus]] = {
    _S.SUBMITTED: {_S.IN_REVIEW, _S.REJECTED, _S.WITHDRAWN},
    _S.IN_REVIEW: {_S.SHORTLISTED, _S.REJECTED, _S.WITHDRAWN},
    _S.SHORTLISTED: {_S.INTERVIEW, _S.REJECTED, _S.WITHDRAWN},
    _S.INTERVIEW: {_S.OFFERED, _S.REJECTED, _S.WITHDRAWN},
    _S.OFFERED: {_S.HIRED, _S.REJECTED, _S.WITHDRAWN},
    _S.HIRED: set(),
    _S.REJECTED: set(),
    _S.WITHDRAWN: set(),
}


class ApplicationFilters(TypedDict, total=False):
    """What a list of applications can be narrowed to; None leaves it as it is."""

    job: int | None
    status: str | None


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, as lists and look-ups want them."""

    def made_by(self, actor: Actor) -> ApplicationQuerySet:
        """Keep the actor's own, as the one who applies."""
        return self.filter(applicant=actor.id) if actor.is_signed_in else self.none()

    def received_by(self, actor: Actor) -> ApplicationQuerySet:
        """Keep those to the jobs that the actor posted."""
        return self.filter(job__employer=actor.id) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> ApplicationQuerySet:
        """Keep those that the actor is a party to; every one as an administrator."""
        return self if actor.is_admin else self.made_by(actor) | self.received_by(actor)

    def narrowed(self, **to: Unpack[ApplicationFilters]) -> ApplicationQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(**given(to))

    def rows(self) -> models.QuerySet[Application, Any]:
        """Give plain rows with what the API shows of an application."""
        return self.values(
            "id",
            "job_id",
            "job__title",
            "job__company_name",
            "job__location",
            "job__status",
            "applicant_id",
            "applicant__username",
            "status",
            "cover_letter",
            "resume_url",
            "created_at",
            "updated_at",
        )


class Application(models.Model):
    """Someone's wish to be hired for a job."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="applications", db_index=False)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications", db_index=False
    )
    cover_letter = models.TextField(
        max_length=10_000, blank=True, validators=[MaxLengthValidator(10_000), no_nul]
    )
    resume_url = models.CharField(
        max_length=1_000,
        blank=True,
        validators=[no_nul, web_address],
        help_text="A link to the résumé. Nexus shows it and never opens it.",
    )
    status = models.CharField(
        max_length=16, choices=ApplicationStatus.choices, default=ApplicationStatus.SUBMITTED
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "applicant"],
                condition=~Q(status="withdrawn"),
                name="application_once",
                violation_error_message="You have applied to this job already.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ApplicationStatus.values), name="application_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-created_at", "-id"], name="application_of_applicant"),
            models.Index(fields=["job", "-created_at", "-id"], name="application_of_job"),
        ]

    def __str__(self) -> str:
        return f"Application {self.pk}"

    def step_to(self, status: str) -> ApplicationStatus:
        """Go to another state and give the one it came from; InvalidTransition where no step leads there."""
        before = ApplicationStatus(self.status)
        if status not in STEPS[before]:
            possible = ", ".join(sorted(STEPS[before] - {_S.WITHDRAWN})) or "nothing"
            raise InvalidTransition(
                f"An application can't go from {before} to {status}.",
                {"status": [f"From {before} it can go to: {possible}."]},
            )
        self.status, self.updated_at = ApplicationStatus(status), timezone.now()
        return before


class StepQuerySet(models.QuerySet["ApplicationStep"]):
    """Lines of histories."""

    def of(self, *application_ids: int) -> StepQuerySet:
        """Keep the histories of these applications, from their beginning."""
        return self.filter(application__in=application_ids).order_by("id")

    def rows(self) -> models.QuerySet[ApplicationStep, Any]:
        """Give plain rows with what the API shows of a history."""
        return self.values(
            "application_id", "before", "after", "happened_at", "actor_id", "actor__username", "note"
        )


class ApplicationStep(models.Model):
    """One line of an application's history; the database lets no line be changed or taken out."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.CharField(max_length=16, choices=ApplicationStatus.choices, blank=True)
    after = models.CharField(max_length=16, choices=ApplicationStatus.choices)
    note = models.TextField(max_length=2_000, blank=True, validators=[MaxLengthValidator(2_000), no_nul])
    happened_at = models.DateTimeField(default=timezone.now)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.before or 'new'} → {self.after}"
