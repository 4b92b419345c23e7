"""The demo's job board: postings and applications, made as employers and job seekers make them."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from django.utils import timezone

from nexus.config.demo.people import People
from nexus.jobs.applications.actions import apply_to_job, move_application
from nexus.jobs.postings.actions import JobFields, close_job, create_job
from nexus.jobs.postings.models import Job
from nexus.kernel.kit.actor import Actor
from nexus.kernel.taxonomy.actions import create_category
from nexus.kernel.taxonomy.models import Category

BOARD: Final = Path(__file__).parent / "data" / "jobs.toml"
COMPANIES: Final = {"brightforge": "Brightforge", "cedarworks": "Cedarworks"}
PLAIN: Final = ("title", "description", "location", "workplace_type", "employment_type", "skills")

Said = dict[str, Any]


def load(people: People) -> str:
    """Fill the board, and say with what."""
    said: dict[str, list[Said]] = tomllib.loads(BOARD.read_text(encoding="utf-8"))
    jobs = {job["title"]: _post(people[job["employer"]], job) for job in said["job"]}
    for application in said["application"]:
        _apply(people, jobs[application["job"]], application)
    return f"{len(jobs)} jobs, {len(said['application'])} applications"


def _post(employer: Actor, said: Said) -> Job:
    job = create_job(employer, _fields(employer, said))
    if said.get("closed"):
        close_job(employer, job.pk)
    if said.get("closes_in", 0) < 0:
        # Nobody can post a job that has run out: this one did so while nobody looked.
        weeks_ago = timezone.now() + timedelta(days=said["closes_in"])
        Job.objects.filter(pk=job.pk).update(closes_at=weeks_ago, published_at=weeks_ago - timedelta(days=30))
    return job


def _fields(employer: Actor, said: Said) -> JobFields:
    fields = cast("JobFields", {name: said[name] for name in PLAIN if name in said})
    fields["company_name"] = COMPANIES[said["employer"]]
    fields["category"] = _category(employer, said["category"])
    if said.get("closes_in", 0) > 0:
        fields["closes_at"] = timezone.now() + timedelta(days=said["closes_in"])
    if "salary" in said:
        lowest, highest, currency, period = said["salary"]
        fields["salary_min"], fields["salary_max"] = Decimal(lowest), Decimal(highest)
        fields["salary_currency"], fields["salary_period"] = currency, period
    return fields


def _category(employer: Actor, path: str) -> Category:
    category = None
    for name in path.split(" > "):
        there = Category.objects.filter(name=name, parent=category).first()
        category = there or create_category(employer, {"name": name, "parent": category})
    if category is None:
        raise ValueError(f"'{path}' names no category.")
    return category


def _apply(people: People, job: Job, said: Said) -> None:
    letter = {name: said[name] for name in ("cover_letter", "resume_url") if name in said}
    application = apply_to_job(people[said["seeker"]], job.pk, letter)  # type: ignore[arg-type]
    employer = next(actor for actor in people.values() if actor.id == job.employer_id)
    for step in said["steps"]:
        move_application(employer, application.pk, step)
