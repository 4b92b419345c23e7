import pytest

from nexus.jobs.applications.models import ApplicationStatus
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationFactory, JobFactory

pytestmark = pytest.mark.django_db

SEEKER, EMPLOYER, OWN = "/api/applications/seeker/", "/api/applications/employer/", "/api/applications/"


def ids(answer):
    assert answer.status_code == 200, answer.json()
    return [entry["id"] for entry in answer.json()["results"]]


def test_everyone_sees_only_what_is_theirs(client_of, employer, seeker):
    mine = ApplicationFactory(job__employer=employer, applicant=seeker)
    other = ApplicationFactory(job__employer=employer)
    elsewhere = ApplicationFactory(applicant=seeker)
    ApplicationFactory()

    assert ids(client_of(seeker).get(SEEKER)) == [elsewhere.pk, mine.pk]
    assert ids(client_of(seeker).get(OWN)) == [elsewhere.pk, mine.pk]
    assert ids(client_of(employer).get(EMPLOYER)) == [other.pk, mine.pk]
    assert ids(client_of(employer).get(OWN)) == []
    assert ids(client_of(seeker).get(f"{SEEKER}?job={other.job_id}")) == []
    assert ids(client_of(UserFactory(employer=True)).get(EMPLOYER)) == []


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        (SEEKER, "job_seeker", 200),
        (SEEKER, "employer", 403),
        (SEEKER, None, 401),
        (EMPLOYER, "employer", 200),
        (EMPLOYER, "job_seeker", 403),
        (EMPLOYER, None, 401),
        (OWN, "seller", 200),
        (OWN, None, 401),
    ],
)
def test_who_may_list(client_of, path, role, status):
    client = client_of(UserFactory(**{role: True})) if role else client_of(None)

    assert client.get(path).status_code == status


def test_lists_are_narrowed_and_ordered(client_of, employer):
    job = JobFactory(employer=employer)
    first = ApplicationFactory(job=job)
    second = ApplicationFactory(job=job, status="in_review")
    third = ApplicationFactory(job__employer=employer, status="in_review")
    client = client_of(employer)

    assert ids(client.get(EMPLOYER)) == [third.pk, second.pk, first.pk]
    assert ids(client.get(f"{EMPLOYER}?job={job.pk}")) == [second.pk, first.pk]
    assert ids(client.get(f"{EMPLOYER}?status=in_review")) == [third.pk, second.pk]
    assert ids(client.get(f"{EMPLOYER}?job={job.pk}&status=submitted")) == [first.pk]
    assert ids(client.get(f"{EMPLOYER}?ordering=oldest")) == [first.pk, second.pk, third.pk]
    assert ids(client.get(f"{EMPLOYER}?ordering=-created_at")) == [third.pk, second.pk, first.pk]
    page = client.get(f"{EMPLOYER}?page_size=2").json()
    assert (page["count"], len(page["results"])) == (3, 2)
    assert ids(client.get(page["next"])) == [first.pk]


@pytest.mark.parametrize(
    "query",
    ["ordering=status", "status=lost", "job=first", "job=0", f"job={2**63}", "applicant=me", "page=0"],
)
@pytest.mark.parametrize("path", [SEEKER, EMPLOYER, OWN])
def test_what_the_lists_do_not_know_is_refused(client_of, path, query):
    both = UserFactory(employer=True, job_seeker=True)

    answer = client_of(both).get(f"{path}?{query}")

    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == [query.partition("=")[0]]


@pytest.mark.parametrize("path", [SEEKER, EMPLOYER, OWN])
def test_a_list_costs_three_queries_however_long_it_is(client_of, path, django_assert_num_queries):
    both = UserFactory(employer=True, job_seeker=True)
    client = client_of(both)
    for size in (1, 10):
        for _ in range(size):
            ApplicationFactory(job__employer=both)
            ApplicationFactory(applicant=both)
        with django_assert_num_queries(3):
            assert client.get(path).status_code == 200


def test_an_application_costs_three_queries(client_of, seeker, django_assert_num_queries):
    application = ApplicationFactory(applicant=seeker)
    client = client_of(seeker)

    with django_assert_num_queries(3):
        assert client.get(f"/api/applications/{application.pk}/").status_code == 200


def test_private_answers_stay_out_of_shared_caches(client_of, seeker):
    ApplicationFactory(applicant=seeker)

    assert "no-store" in client_of(seeker).get(SEEKER)["Cache-Control"]


def test_every_state_is_a_filter(client_of, seeker):
    for value in ApplicationStatus.values:
        assert client_of(seeker).get(f"{SEEKER}?status={value}").status_code == 200
