from datetime import timedelta

import pytest
from django.utils import timezone

from nexus.jobs.postings.models import Job
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationFactory, JobFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(employer):
    return JobFactory(employer=employer, skills=["Python"])


@pytest.mark.parametrize("method", ["put", "patch"])
def test_the_fields_that_are_given_change_and_the_others_stay(client_of, employer, job, method):
    answer = getattr(client_of(employer), method)(f"/api/jobs/{job.pk}/", {"title": "Renamed"})

    assert answer.status_code == 200
    changed = answer.json()["data"]
    assert changed["title"] == "Renamed"
    assert changed["skills"] == ["Python"]
    assert changed["description"] == job.description
    assert changed["updated_at"] > changed["created_at"]
    assert Event.objects.get().name == "jobs.job.changed"


def test_a_salary_can_be_taken_back(client_of, employer):
    job = JobFactory(employer=employer, salary_min=10, salary_currency="EUR", salary_period="hour")

    answer = client_of(employer).put(f"/api/jobs/{job.pk}/", {"salary_min": None})

    assert answer.json()["data"]["salary"] is None


def test_a_salary_must_stay_in_order_with_what_is_there(client_of, employer):
    job = JobFactory(employer=employer, salary_min=10, salary_currency="EUR", salary_period="hour")

    answer = client_of(employer).patch(f"/api/jobs/{job.pk}/", {"salary_max": "9"})

    assert answer.status_code == 400
    assert "salary_max" in answer.json()["error"]["details"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_where_the_work_is_done_can_be_left_open_again(client_of, employer, nothing):
    job = JobFactory(employer=employer, workplace_type="remote")

    answer = client_of(employer).put(f"/api/jobs/{job.pk}/", {"workplace_type": nothing})

    assert answer.json()["data"]["workplace_type"] is None


def test_a_category_can_be_taken_away(client_of, employer, job):
    Job.objects.update(category=CategoryFactory())

    answer = client_of(employer).put(f"/api/jobs/{job.pk}/", {"category": None})

    assert answer.json()["data"]["category"] is None


def test_an_expired_job_takes_a_later_closing_date_and_is_public_again(client_of, employer, visitor):
    job = JobFactory(employer=employer, expired=True)
    assert visitor.get(f"/api/jobs/{job.pk}/").status_code == 404
    client = client_of(employer)

    renamed = client.put(f"/api/jobs/{job.pk}/", {"title": "New", "closes_at": job.closes_at})
    refused = client.put(f"/api/jobs/{job.pk}/", {"closes_at": timezone.now() - timedelta(hours=1)})
    extended = client.put(f"/api/jobs/{job.pk}/", {"closes_at": timezone.now() + timedelta(days=1)})

    assert [renamed.status_code, refused.status_code, extended.status_code] == [200, 400, 200]
    assert visitor.get(f"/api/jobs/{job.pk}/").status_code == 200


@pytest.mark.parametrize("path", ["", "close/", "reopen/"])
@pytest.mark.parametrize(
    ("role", "status"), [("employer", 403), ("seller", 403), ("job_seeker", 403), (None, 401)]
)
def test_a_public_job_of_someone_else_cannot_be_changed(client_of, job, path, role, status):
    client = client_of(UserFactory(**{role: True})) if role else client_of(None)
    change = client.post if path else client.put

    assert change(f"/api/jobs/{job.pk}/{path}", {"title": "Mine"}).status_code == status
    assert client.delete(f"/api/jobs/{job.pk}/").status_code == status
    job.refresh_from_db()
    assert job.title != "Mine"
    assert job.status == "published"


@pytest.mark.parametrize("state", ["closed", "expired", "pending"])
def test_a_job_that_is_not_public_is_not_there_for_others(client_of, employer, admin, visitor, state):
    job = JobFactory(employer=employer, **{state: True})
    path = f"/api/jobs/{job.pk}/"
    other = client_of(UserFactory(employer=True))
    absent = other.get("/api/jobs/999999/").json()["error"]

    for client in (visitor, other):
        hidden = client.get(path)
        assert hidden.status_code == 404
        assert {**hidden.json()["error"], "request_id": ""} == {**absent, "request_id": ""}
        assert client.get("/api/jobs/").json()["count"] == 0
    assert other.put(path, {"title": "Mine"}).status_code == 404
    assert other.post(f"{path}close/").status_code == 404
    assert other.delete(path).status_code == 404
    for change in (visitor.put, visitor.patch, visitor.delete):
        assert change(path).status_code == 401
    assert visitor.post(f"{path}close/").status_code == 401
    assert client_of(employer).get(path).status_code == 200
    assert client_of(admin).get(path).status_code == 200


def test_an_admin_changes_any_job(client_of, admin, job):
    assert client_of(admin).put(f"/api/jobs/{job.pk}/", {"title": "Tidied"}).status_code == 200


def test_a_job_is_closed_and_reopened(client_of, employer, visitor, job):
    client = client_of(employer)

    closed = client.post(f"/api/jobs/{job.pk}/close/")
    assert closed.json()["data"]["status"] == "closed"
    assert visitor.get(f"/api/jobs/{job.pk}/").status_code == 404
    again = client.post(f"/api/jobs/{job.pk}/close/")
    assert (again.status_code, again.json()["error"]["code"]) == (422, "INVALID_TRANSITION")

    reopened = client.post(f"/api/jobs/{job.pk}/reopen/")
    assert reopened.json()["data"]["status"] == "published"
    assert visitor.get(f"/api/jobs/{job.pk}/").status_code == 200
    assert client.post(f"/api/jobs/{job.pk}/reopen/").status_code == 422
    names = Event.objects.order_by("position").values_list("name", flat=True)
    assert list(names) == ["jobs.job.closed", "jobs.job.published"]


def test_a_job_past_its_closing_date_cannot_be_reopened_as_it_is(client_of, employer):
    job = JobFactory(employer=employer, closed=True, expired=True)

    assert client_of(employer).post(f"/api/jobs/{job.pk}/reopen/").status_code == 422


def test_a_job_without_applications_is_deleted(client_of, employer, job):
    answer = client_of(employer).delete(f"/api/jobs/{job.pk}/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert not Job.objects.exists()
    assert Event.objects.get().name == "jobs.job.deleted"


def test_a_job_with_applications_stays(client_of, employer, job):
    ApplicationFactory(job=job)

    answer = client_of(employer).delete(f"/api/jobs/{job.pk}/")

    assert answer.status_code == 409
    assert "close it instead" in answer.json()["error"]["message"]
    assert Job.objects.count() == 1
    assert not Event.objects.exists()


def test_a_category_with_jobs_cannot_be_deleted(client_of, admin):
    category = CategoryFactory()
    JobFactory(category=category)

    assert client_of(admin).delete(f"/api/categories/{category.pk}/").status_code == 409


def test_where_the_site_reviews_jobs_an_admin_publishes_them(
    client_of, employer, admin, visitor, body, settings
):
    settings.NEXUS_REVIEW = True
    made = client_of(employer).post("/api/jobs/", body).json()["data"]
    path = f"/api/jobs/{made['id']}/"
    assert made["status"] == "pending_review"
    assert visitor.get(path).status_code == 404
    assert client_of(employer).post(f"{path}publish/").status_code == 403
    client_of(employer).post(f"{path}close/")
    assert client_of(employer).post(f"{path}reopen/").json()["data"]["status"] == "pending_review"

    assert client_of(admin).post(f"{path}publish/").json()["data"]["status"] == "published"
    assert visitor.get(path).status_code == 200
    assert client_of(admin).post(f"{path}publish/").status_code == 422
    client_of(employer).post(f"{path}close/")
    assert client_of(employer).post(f"{path}reopen/").json()["data"]["status"] == "published"
