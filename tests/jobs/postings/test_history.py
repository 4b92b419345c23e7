"""The history of jobs, for their employers."""

import pytest

from nexus.jobs.postings.models import Job
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db


def test_an_employer_reads_its_jobs_history_and_no_other_s(client_of, employer, seeker):
    job, other = JobFactory(employer=employer, title="Engineer"), JobFactory()
    client = client_of(employer)
    client.patch(f"/api/jobs/{job.pk}/", {"title": "Backend Engineer", "salary_min": "50000.50"})
    Job.objects.filter(pk=other.pk).update(title="Another")

    change = client.get(f"/api/audit/history/job/{job.pk}/").json()["results"][0]

    assert change["changes"]["title"] == ["Engineer", "Backend Engineer"]
    assert change["changes"]["salary_min"] == [None, "50000.50"]
    assert change["by"]["username"] == employer.username
    absent = client.get("/api/audit/history/job/999999999/", HTTP_X_REQUEST_ID="same")
    asked = [(client, other.pk), (client_of(seeker), job.pk), (client, "x"), (client, "9" * 40)]
    for who, number in asked:
        refused = who.get(f"/api/audit/history/job/{number}/", HTTP_X_REQUEST_ID="same")
        assert (refused.status_code, refused.content) == (404, absent.content)
