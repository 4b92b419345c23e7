import pytest
from django.test import Client

from nexus.jobs.postings.models import Job
from nexus.kernel.events.models import Event
from tests.factories.jobs import ApplicationFactory, JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(admin):
    client = Client()
    client.force_login(admin)
    return client


def test_the_lists_and_pages_open(office):
    application = ApplicationFactory()

    for path in (
        "postings/job/",
        "postings/job/?q=job",
        f"postings/job/{application.job_id}/change/",
        "applications/application/?q=job",
        f"applications/application/{application.pk}/change/",
    ):
        assert office.get(f"/admin/{path}").status_code == 200


def test_a_change_goes_through_the_same_action(office):
    job = JobFactory(skills=["Python"])
    form = {
        "title": "Tidied",
        "description": job.description,
        "company_name": job.company_name,
        "location": job.location,
        "employment_type": job.employment_type,
        "skills": "Python, Django",
    }

    assert office.post(f"/admin/postings/job/{job.pk}/change/", form).status_code == 302
    job.refresh_from_db()
    assert (job.title, job.skills) == ("Tidied", ["Python", "Django"])
    assert Event.objects.get().name == "jobs.job.changed"


def test_jobs_are_published_and_closed_from_the_list(office):
    pending, closed = JobFactory(pending=True), JobFactory(closed=True)
    chosen = {"_selected_action": [pending.pk, closed.pk]}

    office.post("/admin/postings/job/", {"action": "publish", **chosen})
    assert Job.objects.get(pk=pending.pk).status == "published"
    office.post("/admin/postings/job/", {"action": "close", **chosen})
    assert set(Job.objects.values_list("status", flat=True)) == {"closed"}


def test_a_job_is_deleted_unless_it_has_applications(office):
    job, wanted = JobFactory(), ApplicationFactory().job

    office.post(f"/admin/postings/job/{job.pk}/delete/", {"post": "yes"})
    office.post(f"/admin/postings/job/{wanted.pk}/delete/", {"post": "yes"})

    assert list(Job.objects.all()) == [wanted]


def test_applications_are_there_to_read(office):
    application = ApplicationFactory()

    assert office.get("/admin/applications/application/add/").status_code == 403
    assert office.post(f"/admin/applications/application/{application.pk}/delete/").status_code == 403
