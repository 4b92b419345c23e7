from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from nexus.jobs.applications.models import ApplicationFilters
from nexus.kernel.accounts.rest.shapes import UserRef
from nexus.kernel.api.query import BY_AGE, ListQuery

# The model's choices once more: msgspec reads plain types only, not Django's enums.
StatusName = Literal[
    "submitted", "in_review", "shortlisted", "interview", "offered", "hired", "rejected", "withdrawn"
]
Ordering = Literal["created_at", "-created_at", "oldest"]
JobId = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]

_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "job": {
        "id": 1,
        "title": "Backend Engineer",
        "company_name": "NexusCorp",
        "location": "Remote",
        "status": "published",
    },
    "applicant": {"id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10", "username": "seeker_example"},
    "status": "submitted",
    "cover_letter": "I am very interested in this role.",
    "resume_url": "https://example.com/resume.pdf",
    "created_at": "2026-11-21T09:30:00Z",
    "updated_at": "2026-11-21T09:30:00Z",
}


class AppliedJob(msgspec.Struct):
    """The job that was applied to, also when it is public no longer."""

    id: int
    title: str
    company_name: str
    location: str
    status: str


class Step(msgspec.Struct, rename={"before": "from", "after": "to", "happened_at": "at"}):
    """A line of the history: who, when, from which state to which, and why."""

    before: str | None
    after: str
    happened_at: datetime
    by: UserRef | None
    note: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Step":
        """Read a row of `Application.steps`."""
        by = UserRef(row["actor_id"], row["actor__username"]) if row["actor_id"] else None
        return cls(row["before"] or None, row["after"], row["happened_at"], by, row["note"])


class ApplicationCard(msgspec.Struct):
    """An application as lists show it."""

    example: ClassVar[dict[str, Any]] = _EXAMPLE

    id: int
    job: AppliedJob
    applicant: UserRef
    status: str
    cover_letter: str
    resume_url: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "ApplicationCard":
        """Read a row of `Application.objects.rows()`."""
        return cls(*_card(row))


class ApplicationShape(ApplicationCard):
    """An application with its history."""

    example: ClassVar[dict[str, Any]] = _EXAMPLE | {
        "history": [
            {
                "from": None,
                "to": "submitted",
                "at": "2026-11-21T09:30:00Z",
                "by": _EXAMPLE["applicant"],
                "note": "",
            }
        ]
    }

    history: list[Step]

    @classmethod
    def with_steps(cls, row: dict[str, Any], steps: Iterable[dict[str, Any]]) -> "ApplicationShape":
        """Read a row of applications and those of its history."""
        return cls(*_card(row), *[[Step.of(step) for step in steps]])


def _card(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["id"],
        AppliedJob(
            row["job_id"],
            row["job__title"],
            row["job__company_name"],
            row["job__location"],
            row["job__status"],
        ),
        UserRef(row["applicant_id"], row["applicant__username"]),
        row["status"],
        row["cover_letter"],
        row["resume_url"],
        row["created_at"],
        row["updated_at"],
    )


class ApplicationQuery(ListQuery, kw_only=True):
    """What a list of applications can be narrowed to and ordered by."""

    job: JobId | None = None
    status: StatusName | None = None
    ordering: Ordering = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return BY_AGE[self.ordering]

    @property
    def filters(self) -> ApplicationFilters:
        """Give the filters as the QuerySet takes them."""
        return {"job": self.job, "status": self.status}
