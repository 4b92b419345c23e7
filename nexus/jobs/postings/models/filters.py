"""What a list of jobs can be narrowed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import Q

from nexus.kernel.accounts.models import User
from nexus.kernel.taxonomy.models import Category, filed_in


class JobFilters(TypedDict, total=False):
    """The filters; None leaves the list as it is."""

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


def conditions(filters: JobFilters) -> Iterator[Q]:
    """Give the condition of each filter that is given."""
    return (_CONDITIONS[name](value) for name, value in filters.items() if value is not None)


def _posted_after(day: date) -> Q:
    return Q(created_at__gte=datetime.combine(day, time.min, UTC))


def _of_employer(username: str) -> Q:
    return Q(employer=User.objects.filter(username__iexact=username).values("pk")[:1])


_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "category": lambda root: filed_in(Category.objects.ids_under(root)),
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
