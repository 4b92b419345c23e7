"""Jobs whose closing date has passed are closed, once, and it is told."""

import pytest

from nexus.jobs.postings import actions
from nexus.jobs.postings.models import Job, JobStatus
from nexus.jobs.postings.tasks import expire_jobs
from nexus.kernel.audit.models import Change
from nexus.kernel.events.models import Event
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db

FACT = "jobs.job.expired"


def test_only_what_has_run_out_is_closed_and_told_once(client_of, employer):
    job = JobFactory(employer=employer, expired=True)
    others = [JobFactory(), JobFactory(closed=True), JobFactory(pending=True, expired=True)]
    before = {other.pk: other.status for other in others}

    expire_jobs()
    expire_jobs()

    job.refresh_from_db()
    assert (job.status, job.closed_at is not None) == (JobStatus.CLOSED, True)
    assert dict(Job.objects.exclude(pk=job.pk).values_list("pk", "status")) == before
    assert list(Event.objects.filter(name=FACT).values_list("subject", flat=True)) == [str(job.pk)]
    assert Change.objects.of("job", str(job.pk)).first().reason == "Its closing date has passed."
    refused = client_of(employer).post(f"/api/jobs/{job.pk}/reopen/")
    assert refused.status_code == 422


def test_more_than_are_closed_at_once(monkeypatch):
    monkeypatch.setattr(actions, "EXPIRED_AT_ONCE", 2)
    JobFactory.create_batch(5, expired=True)

    assert actions.expire_jobs() == 5
    assert Event.objects.filter(name=FACT).count() == 5
