"""Public answers may be shared; what only an employer sees never is."""

import pytest

from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _page_cache(settings):
    settings.PAGE_CACHE_ON = True


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
