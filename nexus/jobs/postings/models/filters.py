"""What a list of jobs can be narrowed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import Q

from nexus.kernel.accounts.models import User
from nexus.kernel.database.blanks import Blank
from nexus.kernel.taxonomy.models import filed_in


class JobFilters(TypedDict, total=False):
    """The filters; None leaves the list as it is, a Blank is filled in later.

    category: the ids of a category and of all below it. skill: in lower case, without blanks around it.
    """

    category: Blank | None
    employment_type: str | Blank | None
    workplace_type: str | Blank | None
    location: str | Blank | None
    company: str | Blank | None
    employer: str | Blank | None
    skill: str | Blank | None
    salary_min: Decimal | Blank | None
    posted_after: datetime | Blank | None
    status: str | Blank | None


def conditions(filters: JobFilters) -> Iterator[Q]:
    """Give the condition of each filter that is given."""
    return (_CONDITIONS[name](value) for name, value in filters.items() if value is not None)


def _of_employer(username: str | Blank) -> Q:
    return Q(employer=User.objects.filter(username__iexact=username).values("pk")[:1])


_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "category": filed_in,
    "employment_type": lambda value: Q(employment_type=value),
    "workplace_type": lambda value: Q(workplace_type=value),
    "location": lambda text: Q(location__icontains=text),
    "company": lambda text: Q(company_name__icontains=text),
    "employer": _of_employer,
    "skill": lambda skill: Q(skill_keys__contains=[skill]),
    "salary_min": lambda amount: Q(yearly_pay__gte=amount, yearly_pay__gt=0),
    "posted_after": lambda moment: Q(created_at__gte=moment),
    "status": lambda value: Q(status=value),
}
