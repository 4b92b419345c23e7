from datetime import timedelta

import pytest
from django.utils import timezone

from nexus.jobs.postings.models import Job
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/jobs/", "/api/jobs/create/", "/api/v1/jobs/"])
def test_an_employer_posts_a_job_and_everyone_sees_it(client_of, employer, visitor, body, path):
    category = CategoryFactory(name="Backend", slug="backend")

    made = client_of(employer).post(path, body | {"category": category.pk})

    assert made.status_code == 201
    job = made.json()["data"]
    assert job["category"] == {"id": category.pk, "name": "Backend", "slug": "backend"}
    assert job["employer"] == {"id": str(employer.pk), "username": employer.username}
    assert job["status"] == "published"
    assert job["salary"] is None
    assert job["workplace_type"] is None
    listed = visitor.get("/api/jobs/").json()["results"]
    assert [entry["id"] for entry in listed] == [job["id"]]
    assert visitor.get(f"/api/jobs/{job['id']}/").json()["data"] == job
    event = Event.objects.get()
    assert (event.name, event.subject, event.actor_id) == (
        "jobs.job.published",
        str(job["id"]),
        employer.pk,
    )


@pytest.mark.parametrize("category", [1.9, "1_0", "１", True])  # noqa: RUF001
def test_its_category_is_named_by_its_id_as_it_is(client_of, employer, body, category):
    for pk in (1, 10):
        CategoryFactory(pk=pk)

    refused = client_of(employer).post("/api/jobs/", body | {"category": category})

    assert (refused.status_code, list(refused.json()["error"]["details"])) == (400, ["category"])


def test_a_job_that_is_sent_twice_with_one_key_is_there_once(client_of, employer, body):
    client = client_of(employer)

    first, again = (client.post("/api/jobs/", body, headers={"Idempotency-Key": "job"}) for _ in "12")

    assert (first.status_code, again.content) == (201, first.content)
    assert Job.objects.count() == 1


def test_a_job_may_say_all_there_is_to_say(client_of, employer, body):
    closes_at = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
    told = body | {
        "workplace_type": "hybrid",
        "salary_min": "70000",
        "salary_max": "90000.50",
        "salary_currency": "EUR",
        "salary_period": "year",
        "skills": [" Python", "Django", "python ", ""][:3],
        "closes_at": closes_at.isoformat(),
    }

    job = client_of(employer).post("/api/jobs/", told).json()["data"]

    assert job["salary"] == {"min": "70000.00", "max": "90000.50", "currency": "EUR", "period": "year"}
    assert job["skills"] == ["Python", "Django"]
    assert job["workplace_type"] == "hybrid"
    assert job["closes_at"] == closes_at.isoformat().replace("+00:00", "Z")


def test_a_salary_that_names_no_currency_has_the_sites_own_and_is_by_the_year(
    client_of, employer, body, settings
):
    job = client_of(employer).post("/api/jobs/", body | {"salary_min": "10"}).json()["data"]

    assert job["salary"] == {
        "min": "10.00",
        "max": None,
        "currency": settings.DEFAULT_CURRENCY,
        "period": "year",
    }


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"description": None}, "description"),
        ({"employment_type": "whenever"}, "employment_type"),
        ({"workplace_type": "moon"}, "workplace_type"),
        ({"category": 999_999}, "category"),
        ({"category": "backend"}, "category"),
        ({"category": True}, "category"),
        ({"salary_min": "200", "salary_max": "100"}, "salary_max"),
        ({"salary_min": "-1"}, "salary_min"),
        ({"salary_min": "NaN"}, "salary_min"),
        ({"salary_min": "1e400"}, "salary_min"),
        ({"salary_min": "1", "salary_currency": "euro"}, "salary_currency"),
        ({"salary_min": "1", "salary_currency": "eu1"}, "salary_currency"),
        ({"salary_min": "1", "salary_period": "century"}, "salary_period"),
        ({"skills": "Python"}, "skills"),
        ({"skills": ["x" * 51]}, "skills"),
        ({"skills": ["skill"] * 31}, "skills"),
        ({"skills": [{"name": "Python"}]}, "skills"),
        ({"closes_at": "2020-01-01T00:00:00Z"}, "closes_at"),
        ({"closes_at": "soon"}, "closes_at"),
        ({"closes_at": "9999-12-31T23:59:59-14:00"}, "closes_at"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_written(client_of, employer, body, said, field):
    refused = client_of(employer).post("/api/jobs/", body | said)

    assert refused.status_code == 400
    error = refused.json()["error"]
    assert error["code"] == "VALIDATION_ERROR"
    assert field in error["details"]
    assert not Job.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("said", [{"title": "a\x00b"}, {"category": 10**30}, {"salary_max": 10**40}])
def test_what_no_column_can_hold_is_refused(client_of, employer, body, said):
    assert client_of(employer).post("/api/jobs/", body | said).status_code == 400
    assert not Job.objects.exists()


def test_a_body_that_is_no_object_is_refused(client_of, employer):
    assert client_of(employer).post("/api/jobs/", ["title"]).status_code == 400


def test_what_is_not_the_clients_to_say_is_not_heard(client_of, employer, body, visitor):
    other = UserFactory(employer=True)
    smuggled = {
        "employer": str(other.pk),
        "employer_id": str(other.pk),
        "status": "closed",
        "created_at": "2001-01-01T00:00:00Z",
        "published_at": "2001-01-01T00:00:00Z",
        "source_url": "https://example.com",
        "external_id": "1",
        "id": 10**9,
    }

    made = client_of(employer).post("/api/jobs/", body | smuggled)

    job = Job.objects.get()
    assert made.status_code == 201
    assert job.pk != 10**9
    assert job.employer == employer
    assert job.status == "published"
    assert job.created_at.year > 2001
    assert job.published_at.year > 2001
    assert (job.source_url, job.external_id) == ("", None)


@pytest.mark.parametrize(
    ("role", "status"), [("employer", 201), ("seller", 403), ("job_seeker", 403), (None, 403)]
)
def test_who_may_post_a_job(client_of, body, role, status):
    user = UserFactory(**{role: True}) if role else UserFactory()

    assert client_of(user).post("/api/jobs/", body).status_code == status
    assert Job.objects.count() == (status == 201)


def test_a_visitor_is_asked_to_sign_in(visitor, body):
    assert visitor.post("/api/jobs/create/", body).status_code == 401


def test_there_is_nothing_to_get_where_jobs_are_created(visitor):
    answer = visitor.get("/api/jobs/create/")

    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize("kind", ["multipart", "json"])
def test_a_form_posts_a_job_as_well(client_of, employer, body, kind):
    made = client_of(employer).post("/api/jobs/", body | {"skills": ["Python", "Django"]}, format=kind)

    assert made.status_code == 201
    assert made.json()["data"]["skills"] == ["Python", "Django"]
