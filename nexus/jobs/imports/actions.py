from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import msgspec
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from nexus.jobs.imports.entries import Posting
from nexus.jobs.postings.actions import AREA
from nexus.jobs.postings.events import JobChanged, JobClosed, JobPublished, JobSubmitted
from nexus.jobs.postings.models import Job, JobStatus
from nexus.kernel.access import require
from nexus.kernel.api.generations import bump
from nexus.kernel.database.turns import wait_for_turn
from nexus.kernel.events.bus import Fact, publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.search.vocabulary import learn

BATCH = 1_000
_GIVEN_BY_THE_ACTION = ["employer", "category"]
_IN_THE_FILE = {"external_id": "id", "location": "locations", "source_url": "url"}


@dataclass(frozen=True, slots=True)
class Rejection:
    """An entry that can't be a job: its place in the file, counted from 1, and why."""

    position: int
    reason: str


@dataclass(slots=True)
class Report:
    """What came of an import."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    digest: str
    status: str


_NEW = _Known("", "")


def import_postings(
    actor: Actor,
    entries: Iterable[msgspec.Raw],
    *,
    dry_run: bool = False,
    advance: Callable[[int], None] = lambda _: None,
) -> Report:
    """Bring postings from elsewhere onto the employer's board: live where they are active, else closed.

    Where the site reviews jobs first, active ones wait for that, unless they are live already.
    Each is checked by the rules of a job; a bad one is reported and stops nothing. Every thousand is a
    transaction of its own, and what has come in before is known by its id: a run that broke off is simply
    run again.
    """
    require(actor, "postings.add_job")
    report, seen = Report(), set[str]()
    numbered = enumerate(entries, start=1)
    while batch := list(islice(numbered, BATCH)):
        jobs = list(_checked(actor, batch, seen, report))
        with transaction.atomic():
            wait_for_turn(f"postings of {actor.id}")  # two files at once would both announce what is new
            _bring_in(actor, jobs, report, dry_run=dry_run)
        advance(len(batch))
    return report


def _checked(
    actor: Actor, batch: Iterable[tuple[int, msgspec.Raw]], seen: set[str], report: Report
) -> Iterator[Job]:
    for position, entry in batch:
        try:
            yield _as_job(actor, entry, seen)
        except (msgspec.MsgspecError, UnicodeError) as error:
            report.rejected.append(Rejection(position, f"{error}.".replace("`", "'")))
        except ValidationError as error:
            report.rejected.append(Rejection(position, _in_one_line(error)))


def _as_job(actor: Actor, entry: msgspec.Raw, seen: set[str]) -> Job:
    posting = msgspec.json.decode(entry, type=Posting)
    job = posting.as_job()
    job.employer_id = actor.id  # type: ignore[assignment]  # only accounts hold the role
    job.full_clean(exclude=_GIVEN_BY_THE_ACTION, validate_unique=False, validate_constraints=False)
    for name, moment in (("date_posted", job.created_at), ("date_updated", job.updated_at)):
        if moment > timezone.now():
            raise ValidationError({name: "This is in the future."})
    if str(posting.id) in seen:
        raise ValidationError({"id": "Another entry of this file has the same id."})
    seen.add(str(posting.id))
    return job


def _bring_in(actor: Actor, jobs: list[Job], report: Report, *, dry_run: bool) -> None:
    known = _known(actor, jobs)
    told_anew = [job for job in jobs if known.get(job.external_id, _NEW).digest != job.external_digest]
    created = sum(job.external_id not in known for job in told_anew)
    report.created += created
    report.updated += len(told_anew) - created
    report.unchanged += len(jobs) - len(told_anew)
    if dry_run or not told_anew:
        return
    before = [known.get(job.external_id, _NEW) for job in told_anew]
    for job, was in zip(told_anew, before, strict=True):
        _leave_to_review(job, was)
    Job.objects.bring_in(told_anew)
    learn(AREA, (text for job in told_anew for text in job.searched_texts))
    facts = map(_fact, told_anew, before)
    publish(*filter(None, facts), actor=actor)
    bump("jobs")


def _known(actor: Actor, jobs: Iterable[Job]) -> dict[str | None, _Known]:
    found = Job.objects.owned_by(actor).imported(job.external_id for job in jobs)
    return {external_id: _Known(digest, status) for external_id, digest, status in found}


def _leave_to_review(job: Job, before: _Known) -> None:
    if not settings.NEXUS_REVIEW or before.status == JobStatus.PUBLISHED:
        return
    job.published_at = None
    if job.status == JobStatus.PUBLISHED:
        job.status = JobStatus.PENDING_REVIEW


def _fact(job: Job, before: _Known) -> Fact | None:
    is_public, was_public = job.status == JobStatus.PUBLISHED, before.status == JobStatus.PUBLISHED
    if is_public != was_public:
        return JobPublished(job.pk) if is_public else JobClosed(job.pk)
    if job.status == JobStatus.PENDING_REVIEW != before.status:
        return JobSubmitted(job.pk)
    return None if before is _NEW else JobChanged(job.pk)


def _in_one_line(error: ValidationError) -> str:
    told = ((_IN_THE_FILE.get(name, name), sentences) for name, sentences in error.message_dict.items())
    return " ".join(f"{name}: {' '.join(sentences)}" for name, sentences in told)
