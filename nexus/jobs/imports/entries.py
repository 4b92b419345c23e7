"""What a posting looks like in a file, and which job it becomes."""

import re
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated

import msgspec

from nexus.jobs.postings.models import EmploymentType, Job, JobStatus, WorkplaceType

Seconds = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799)]  # the last second that a date can say

_INTERN = re.compile(r"\b(intern|interns|internship|co-?op)\b", re.IGNORECASE)


class Posting(msgspec.Struct, kw_only=True):
    """A posting as job boards hand it on; times are seconds since 1970."""

    id: str | int
    title: str
    company_name: str
    locations: list[str]
    date_posted: Seconds
    date_updated: Seconds | None = None
    active: bool = True
    url: str = ""
    description: str = ""
    employment_type: str = ""
    workplace_type: str = ""
    skills: list[str] = []
    sponsorship: str = ""

    def digest(self) -> str:
        """Name what this posting says, to see whether it says something new."""
        return blake2b(msgspec.json.encode(self), digest_size=16).hexdigest()

    def as_job(self) -> Job:
        """Make the job of it, still without an employer; it keeps the posting's dates."""
        posted = _moment(self.date_posted)
        updated = posted if self.date_updated is None else _moment(self.date_updated)
        return Job(
            title=self.title,
            description=self.description.strip() or self._in_words(),
            company_name=self.company_name,
            location="; ".join(self.locations),
            employment_type=self.employment_type or self._employment(),
            workplace_type=self.workplace_type or self._workplace(),
            skills=self.skills,
            status=JobStatus.PUBLISHED if self.active else JobStatus.CLOSED,
            published_at=posted,
            closed_at=None if self.active else updated,
            created_at=posted,
            updated_at=updated,
            source_url=self.url,
            external_id=str(self.id),
            external_digest=self.digest(),
        )

    def _in_words(self) -> str:
        lines = [f"{self.title} at {self.company_name}, {' or '.join(self.locations)}."]
        if self.sponsorship and self.sponsorship != "Other":
            lines.append(f"Visa: {self.sponsorship}.")
        if self.url:
            lines.append(f"The original posting: {self.url}")
        return "\n".join(lines)

    def _employment(self) -> str:
        return EmploymentType.INTERNSHIP if _INTERN.search(self.title) else EmploymentType.FULL_TIME

    def _workplace(self) -> str:
        places = [place.lower() for place in self.locations]
        if any("hybrid" in place for place in places):
            return WorkplaceType.HYBRID
        remote = [place for place in places if "remote" in place]
        if not remote:
            return WorkplaceType.ON_SITE
        return WorkplaceType.REMOTE if len(remote) == len(places) else ""


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
