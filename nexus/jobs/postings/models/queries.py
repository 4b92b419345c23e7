from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from nexus.jobs.postings.models.bulk import merge
from nexus.jobs.postings.models.choices import JobStatus
from nexus.jobs.postings.models.rows import CARDS, PAGES
from nexus.kernel.accounts.models import User
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.literal import Literal
from nexus.kernel.search.columns import SearchableQuerySet
from nexus.kernel.taxonomy.models import Category

if TYPE_CHECKING:
    from nexus.jobs.postings.models.job import Job

    Rows = models.QuerySet[Job, Any]

_PUBLISHED = Q(status=Literal(JobStatus.PUBLISHED.value))


class JobFilters(TypedDict, total=False):
    """What a list of jobs can be narrowed to; None leaves it as it is."""

    category: str | None
    employment_type: str | None
    workplace_type: str | None
    location: str | None
    company: str | None
    employer: str | None
    skill: str | None
    salary_min: Decimal | None
    posted_after: date | None
    status: str | None


class JobQuerySet(SearchableQuerySet["Job"]):
    """Jobs, as lists, filters and look-ups want them."""

    def live(self) -> JobQuerySet:
        """Keep what is public: published, and its closing date not past."""
        open_end = Q(closes_at__isnull=True) | Q(closes_at__gt=timezone.now())
        return self.filter(open_end, _PUBLISHED)

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

    def narrowed(self, filters: JobFilters) -> JobQuerySet:
        """Keep what fits all of the filters that are given."""
        conditions = [_CONDITIONS[name](value) for name, value in filters.items() if value is not None]
        return self.filter(*conditions)

    def imported(self, external_ids: Iterable[str | None]) -> Rows:
        """Give of those that were imported under these ids: the id, what it said then, where it stands."""
        given = RawSQL("SELECT unnest(%s::text[])", [list(external_ids)])
        found = self.filter(external_id__in=given)
        return found.values_list("external_id", "external_digest", "status")

    def bring_in(self, jobs: Sequence[Job]) -> None:
        """Write imported jobs in bulk: what has come in before takes over what the new one says."""
        merge(jobs)

    def cards(self) -> Rows:
        """Give plain rows with what a list shows of a job."""
        return CARDS.of(self)

    def rows(self) -> Rows:
        """Give plain rows with all that the API shows of a job."""
        return PAGES.of(self)


def _posted_after(day: date) -> Q:
    return Q(created_at__gte=datetime.combine(day, time.min, UTC))


def _under_category(root: str) -> Q:
    # Looked up first: knowing the ids, PostgreSQL can walk the index of that category alone.
    ids = list(Category.objects.under(root).order_by().values_list("pk", flat=True))
    return Q(category=ids[0]) if len(ids) == 1 else Q(category__in=ids)


def _of_employer(username: str) -> Q:
    return Q(employer=User.objects.filter(username__iexact=username).values("pk")[:1])


_CONDITIONS: dict[str, Any] = {
    "category": _under_category,
    "employment_type": lambda value: Q(employment_type=value),
    "workplace_type": lambda value: Q(workplace_type=value),
    "location": lambda text: Q(location__icontains=text),
    "company": lambda text: Q(company_name__icontains=text),
    "employer": _of_employer,
    "skill": lambda skill: Q(skill_keys__contains=[skill.strip().lower()]),
    "salary_min": lambda amount: Q(yearly_pay__gte=amount, yearly_pay__gt=0),
    "posted_after": _posted_after,
    "status": lambda value: Q(status=value),
}
