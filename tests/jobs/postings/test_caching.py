"""Public answers may be shared; what only an employer sees never is."""

import pytest
from django.test import Client

from nexus.kernel.api.generations import bump
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _page_cache(settings):
    settings.PAGE_CACHE_ON = True
    bump(
        "jobs", "taxonomy", "accounts"
    )  # what another test had read; factories tell nobody of what they make


def test_a_write_is_seen_by_the_next_read(client_of, employer, visitor, body):
    client = client_of(employer)
    job = client.post("/api/jobs/", body).json()["data"]
    path = f"/api/jobs/{job['id']}/"

    for reader in (visitor, client):
        assert reader.get(path).json()["data"]["title"] == body["title"]
        assert reader.get("/api/jobs/").json()["count"] == 1
    client.put(path, {"title": "Renamed"})
    for reader in (visitor, client):
        assert reader.get(path).json()["data"]["title"] == "Renamed"
        assert reader.get("/api/jobs/").json()["results"][0]["title"] == "Renamed"
    client.post(f"{path}close/")
    assert visitor.get(path).status_code == 404
    assert visitor.get("/api/jobs/").json()["count"] == 0


def test_a_closed_job_that_its_employer_has_read_stays_private(client_of, employer, visitor):
    job = JobFactory(employer=employer, closed=True)
    path = f"/api/jobs/{job.pk}/"

    own = client_of(employer).get(path)

    assert (own.status_code, own["Cache-Control"]) == (200, "private, no-store")
    assert visitor.get(path).status_code == 404


def test_a_live_job_may_be_shared(visitor):
    job = JobFactory()

    assert visitor.get(f"/api/jobs/{job.pk}/")["Cache-Control"].startswith("public")
    assert visitor.get("/api/jobs/")["Cache-Control"].startswith("public")


def test_a_new_name_of_its_employer_is_seen_by_the_next_read(client_of, admin, employer, visitor):
    job = JobFactory(employer=employer)
    office = Client()
    office.force_login(admin)

    def told() -> tuple[str, str]:
        (entry,) = visitor.get("/api/jobs/").json()["results"]
        page = visitor.get(f"/api/jobs/{job.pk}/").json()["data"]
        return entry["employer"]["username"], page["employer"]["username"]

    assert told() == (employer.username, employer.username)
    client_of(employer).patch("/api/auth/profile/", {"username": "renamed"})
    assert told() == ("renamed", "renamed")
    form = {"username": "once_more", "email": employer.email, "is_employer": "on", "is_active": "on"}
    saved = office.post(f"/admin/accounts/user/{employer.pk}/change/", form)
    assert saved.status_code == 302
    assert told() == ("once_more", "once_more")
