from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any, Unpack

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Now, Upper
from django.utils import timezone

from nexus.jobs.postings.models.choices import EmploymentType, JobStatus, SalaryPeriod, WorkplaceType
from nexus.jobs.postings.models.filters import JobFilters, conditions
from nexus.jobs.postings.models.generated import skill_keys, skill_text, yearly_pay, yearly_pay_rising
from nexus.jobs.postings.models.imported import KEY, SAID, imported_row
from nexus.jobs.postings.models.rows import CARDS, PAGES
from nexus.jobs.postings.models.validators import no_nul, not_negative, web_address
from nexus.kernel.database.copying import merge
from nexus.kernel.database.literal import Literal
from nexus.kernel.database.sorting import name_key
from nexus.kernel.kit import money
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.texts import one_line
from nexus.kernel.search.columns import SearchableQuerySet, search_column
from nexus.kernel.taxonomy.models import Category

MOST_SKILLS = 30

_PUBLISHED = Q(status=Literal(JobStatus.PUBLISHED.value))
_INDEXED = Q(status=JobStatus.PUBLISHED)


class JobQuerySet(SearchableQuerySet["Job"]):
    """Jobs, as lists, filters and look-ups want them."""

    def live(self) -> JobQuerySet:
        """Keep what is public: published, and its closing date not past."""
        open_end = Q(closes_at__isnull=True) | Q(closes_at__gt=Now())
        return self.filter(open_end, _PUBLISHED)

    def run_out(self) -> JobQuerySet:
        """Keep what is published though its closing date has passed."""
        return self.filter(_INDEXED, closes_at__lte=timezone.now())

    def closing_soon(self, days: int) -> JobQuerySet:
        """Keep what is public and closes within so many days, unless that date has been told already."""
        now = timezone.now()
        untold = Q(closing_told__isnull=True) | ~Q(closing_told=F("closes_at"))
        return self.filter(untold, _INDEXED, closes_at__gt=now, closes_at__lte=now + timedelta(days=days))

    def close(self) -> int:
        """Take all of them off the board; how many."""
        now = timezone.now()
        return self.update(status=JobStatus.CLOSED, closed_at=now, updated_at=now)

    def visible_to(self, actor: Actor) -> JobQuerySet:
        """Keep what the actor may see: live jobs, its own in any state, every one as an administrator."""
        if actor.is_admin:
            return self
        if not actor.is_signed_in:
            return self.live()
        return self.live() | self.owned_by(actor)

    def owned_by(self, actor: Actor) -> JobQuerySet:
        """Keep the jobs that the actor posted."""
        return self.filter(employer=actor.id) if actor.is_signed_in else self.none()

    def narrowed(self, **to: Unpack[JobFilters]) -> JobQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(*conditions(to))

    def imported(self, external_ids: Iterable[str | None]) -> models.QuerySet[Job, Any]:
        """Give of those that were imported under these ids: the id, what it said then, where it stands."""
        given = RawSQL("SELECT unnest(%s::text[])", [list(external_ids)])
        found = self.filter(external_id__in=given)
        return found.values_list("external_id", "external_digest", "status")

    def bring_in(self, jobs: Sequence[Job]) -> None:
        """Write imported jobs in bulk: what has come in before takes over what the new one says."""
        rows = [imported_row(job) for job in jobs]
        ids = dict(merge(self.model, rows, changing=SAID, key=KEY, giving=["external_id", "id"]))
        for job in jobs:
            job.pk = ids[job.external_id]

    def cards(self) -> models.QuerySet[Job, Any]:
        """Give plain rows with what a list shows of a job."""
        return CARDS.of(self)

    def pages(self) -> models.QuerySet[Job, Any]:
        """Give plain rows with all that a job's page shows."""
        return PAGES.of(self)


class Job(models.Model):
    """A job that an employer offers."""

    id = models.BigAutoField(primary_key=True)
    employer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs", db_index=False
    )
    title = models.CharField(max_length=200, validators=[one_line])
    description = models.TextField(max_length=20_000, validators=[MaxLengthValidator(20_000), no_nul])
    company_name = models.CharField(max_length=200, validators=[one_line])
    location = models.CharField(
        max_length=300, validators=[one_line], help_text="Such as Remote, or Berlin, Germany."
    )
    employment_type = models.CharField(max_length=16, choices=EmploymentType.choices)
    workplace_type = models.CharField(max_length=16, choices=WorkplaceType.choices, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    salary_min = models.DecimalField(
        max_digits=money.MAX_DIGITS,
        decimal_places=money.DECIMAL_PLACES,
        null=True,
        blank=True,
        validators=[not_negative],
    )
    salary_max = models.DecimalField(
        max_digits=money.MAX_DIGITS,
        decimal_places=money.DECIMAL_PLACES,
        null=True,
        blank=True,
        validators=[not_negative],
    )
    salary_currency = models.CharField(
        max_length=3, blank=True, validators=[known_currency], help_text="The site's own when it isn't given."
    )
    salary_period = models.CharField(
        max_length=8, choices=SalaryPeriod.choices, blank=True, help_text="A year when it isn't given."
    )
    skills = ArrayField(
        models.CharField(max_length=50, validators=[one_line]), size=MOST_SKILLS, default=list, blank=True
    )
    closes_at = models.DateTimeField(null=True, blank=True, help_text="The last moment to apply.")
    status = models.CharField(max_length=16, choices=JobStatus.choices, default=JobStatus.PUBLISHED)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closing_told = models.DateTimeField(
        null=True, editable=False, help_text="The closing date that its employer has been told is near."
    )
    # Set by the actions: an import keeps the dates of where it comes from.
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    source_url = models.CharField(
        max_length=1_000,
        blank=True,
        validators=[no_nul, web_address],
        help_text="Where an imported job comes from.",
    )
    # Null, not empty: jobs that were posted here have none, and the unique constraint must not compare them.
    external_id = models.CharField(max_length=200, null=True, editable=False, validators=[no_nul])  # noqa: DJ001
    external_digest = models.CharField(max_length=32, blank=True, editable=False)

    title_key = name_key("title")
    yearly_pay = yearly_pay()
    yearly_pay_rising = yearly_pay_rising()
    skill_keys = skill_keys()
    search = search_column(
        a="title", b=skill_text(), c=Concat("company_name", Value(" "), "location"), d="description"
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "external_id"],
                name="job_external_id_unique",
                violation_error_message="This posting has been imported before.",
            ),
            models.CheckConstraint(
                condition=Q(salary_min__lte=F("salary_max")),
                name="job_salary_in_order",
                violation_error_message="The highest salary can't be below the lowest.",
            ),
            models.CheckConstraint(
                condition=Q(salary_min__gte=0) & Q(salary_max__gte=0),
                name="job_salary_not_negative",
                violation_error_message="A salary can't be negative.",
            ),
            models.CheckConstraint(
                condition=Q(salary_min__isnull=True, salary_max__isnull=True)
                | ~Q(salary_currency="") & ~Q(salary_period=""),
                name="job_salary_has_currency",
                violation_error_message="A salary needs its currency and its period.",
            ),
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_status_known"),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="job_published_since",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], condition=_INDEXED, name="job_newest"),
            models.Index(fields=["title_key", "id"], condition=_INDEXED, name="job_by_title"),
            models.Index(fields=["yearly_pay", "id"], condition=_INDEXED, name="job_by_pay"),
            models.Index(fields=["yearly_pay_rising", "id"], condition=_INDEXED, name="job_by_pay_rising"),
            *(
                models.Index(fields=[name, "-created_at", "-id"], condition=_INDEXED, name=f"job_of_{name}")
                for name in ("category", "employment_type", "workplace_type")
            ),
            models.Index(fields=["employer", "-created_at", "-id"], name="job_of_employer"),
            models.Index(
                fields=["closes_at"], condition=_INDEXED & Q(closes_at__isnull=False), name="job_closing"
            ),
            GinIndex(fields=["search"], name="job_search"),
            GinIndex(fields=["skill_keys"], name="job_by_skill"),
            GinIndex(OpClass(Upper("location"), "gin_trgm_ops"), name="job_by_location"),
            GinIndex(OpClass(Upper("company_name"), "gin_trgm_ops"), name="job_by_company"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.company_name}"

    @property
    def searched_texts(self) -> list[str]:
        """List the texts that the search looks through."""
        return [self.title, *self.skills, self.company_name, self.location, self.description]

    @property
    def has_salary(self) -> bool:
        """Tell whether the posting says what it pays."""
        return self.salary_min is not None or self.salary_max is not None

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check each field, without the blanks around its text."""
        for name in ("title", "description", "company_name", "location"):
            setattr(self, name, getattr(self, name).strip())
        super().clean_fields(exclude)

    def clean(self) -> None:
        """Keep the salary in order, complete it, and tidy the skills."""
        if self.salary_min is not None and self.salary_max is not None and self.salary_min > self.salary_max:
            raise ValidationError({"salary_max": "The highest salary can't be below the lowest."})
        self.salary_currency = (self.salary_currency or settings.DEFAULT_CURRENCY) if self.has_salary else ""
        self.salary_period = (self.salary_period or SalaryPeriod.YEAR) if self.has_salary else ""
        self.skills = _tidied(self.skills)

    def publish(self) -> None:
        """Make it public."""
        self.status, self.closed_at = JobStatus.PUBLISHED, None
        self.published_at = self.published_at or timezone.now()

    def close(self) -> None:
        """Take it off the board."""
        self.status, self.closed_at = JobStatus.CLOSED, timezone.now()

    def has_expired(self) -> bool:
        """Tell whether its closing date has passed."""
        return self.closes_at is not None and self.closes_at <= timezone.now()


def _tidied(skills: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for skill in skills:
        word = " ".join(skill.split())
        kept.setdefault(word.lower(), word)
    kept.pop("", None)
    return list(kept.values())
