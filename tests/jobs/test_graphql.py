"""The job board at the GraphQL door."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nexus.jobs.applications.models import Application
from nexus.jobs.postings.models import Job
from nexus.kernel.search.vocabulary import learn
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationFactory, JobFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

LIST = """
query Jobs($filter: JobFilter, $ordering: JobOrdering, $first: Int, $after: String) {
  jobs(filter: $filter, ordering: $ordering, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { title } }
  }
}
"""
WHOLE = """
fragment Whole on Job {
  id title description companyName location employmentType workplaceType skills status
  createdAt updatedAt closesAt sourceUrl
  salary { min max currency period } employer { id username } category { id slug parent { slug } }
}
"""
PAGE = f"query($first: Int) {{ jobs(first: $first) {{ edges {{ node {{ ...Whole }} }} }} }} {WHOLE}"
SHOW = f"query($id: ID!) {{ job(id: $id) {{ ...Whole }} }} {WHOLE}"
CREATE = f"mutation($input: JobInput!) {{ createJob(input: $input) {{ ...Whole }} }} {WHOLE}"
APPLY = """
mutation($input: ApplicationInput!) {
  applyToJob(input: $input) {
    id status coverLetter resumeUrl createdAt job { id title status } applicant { id username }
  }
}
"""
BODY = {
    "title": "Backend Engineer",
    "description": "Build scalable REST APIs with Django.",
    "companyName": "NexusCorp",
    "location": "Remote",
    "employmentType": "FULL_TIME",
}


@pytest.fixture
def board():
    work = CategoryFactory(slug="work")
    backend = CategoryFactory(slug="backend", parent=work)
    JobFactory(title="Backend Engineer", category=backend, skills=["Python"], location="Berlin")
    JobFactory(title="Gardener", employment_type="part_time", company_name="Green", workplace_type="on_site")
    JobFactory(
        title="Clerk", salary_min=40_000, salary_max=50_000, salary_currency="EUR", salary_period="year"
    )
    JobFactory(title="Closed", closed=True)
    learn("jobs", ["Backend", "Engineer", "Gardener", "Clerk"])


def titles(client, **variables):
    return [edge["node"]["title"] for edge in ask(client, LIST, **variables)["jobs"]["edges"]]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Clerk", "Gardener", "Backend Engineer"]),
        ({"category": "work"}, ["Backend Engineer"]),
        ({"employmentType": "PART_TIME"}, ["Gardener"]),
        ({"workplaceType": "ON_SITE"}, ["Gardener"]),
        ({"location": "berl"}, ["Backend Engineer"]),
        ({"company": "green"}, ["Gardener"]),
        ({"skill": "python"}, ["Backend Engineer"]),
        ({"salaryMin": "39999.99"}, ["Clerk"]),
        ({"postedAfter": "2999-01-01"}, []),
        ({"search": "gardner"}, ["Gardener"]),
    ],
)
def test_filters_find_what_rest_finds(visitor, board, filters, found):
    assert titles(visitor, filter=filters) == found


@pytest.mark.parametrize(
    ("ordering", "found"),
    [
        ("CREATED_AT", ["Clerk", "Gardener", "Backend Engineer"]),
        ("OLDEST", ["Backend Engineer", "Gardener", "Clerk"]),
        ("TITLE_DESC", ["Gardener", "Clerk", "Backend Engineer"]),
        ("SALARY_DESC", ["Clerk", "Gardener", "Backend Engineer"]),
    ],
)
def test_orderings_are_rests(visitor, board, ordering, found):
    assert titles(visitor, ordering=ordering) == found


def test_a_walk_meets_every_live_job_once(visitor, board):
    walked, after = [], None
    for _ in range(3):
        page = ask(visitor, LIST, ordering="SALARY", first=1, after=after)["jobs"]
        walked += [edge["node"]["title"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]

    assert walked == titles(visitor, ordering="SALARY")
    assert page["totalCount"] == 3
    assert page["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize("size", [1, 50])
def test_a_page_costs_the_same_number_of_queries_whatever_its_size(visitor, django_assert_num_queries, size):
    for _ in range(size):
        JobFactory(category=CategoryFactory(parent=CategoryFactory()))
    ask(visitor, PAGE, first=1)

    with django_assert_num_queries(4):  # the page, its long texts, categories, those above
        edges = ask(visitor, PAGE, first=size)["jobs"]["edges"]

    assert len(edges) == size
    assert edges[0]["node"]["category"]["parent"]["slug"]


def test_a_job_is_the_same_at_both_doors(visitor):
    pay = {"salary_min": 10, "salary_currency": "EUR", "salary_period": "hour"}
    job = JobFactory(**pay, workplace_type="remote", source_url="https://example.com/jobs/7")

    shown = ask(visitor, SHOW, id=job.pk)["job"]
    rest = visitor.get(f"/api/jobs/{job.pk}/").json()["data"]

    assert shown["id"] == str(rest["id"])
    assert shown["employmentType"].lower() == rest["employment_type"]
    assert shown["workplaceType"].lower() == rest["workplace_type"]
    assert shown["salary"] == rest["salary"] | {"period": "HOUR"}
    assert shown["createdAt"] == rest["created_at"]
    assert shown["employer"] == rest["employer"]
    assert shown["description"] == rest["description"]
    assert shown["sourceUrl"] == rest["source_url"] == "https://example.com/jobs/7"


def test_an_employer_sees_its_closed_job_and_others_do_not(client_of, employer, visitor):
    job = JobFactory(employer=employer, closed=True)

    assert ask(client_of(employer), SHOW, id=job.pk)["job"]["status"] == "CLOSED"
    assert refusal(visitor, SHOW, id=job.pk)["code"] == "NOT_FOUND"


@pytest.mark.parametrize("named", ["x", "0", "-1", str(2**80), "1.5", ""])
def test_an_unknown_job_is_not_there(visitor, named):
    assert refusal(visitor, SHOW, id=named)["code"] == "NOT_FOUND"


def test_an_employer_posts_a_job(client_of, employer, visitor):
    category = CategoryFactory()
    closes = timezone.now() + timedelta(days=30)

    made = ask(
        client_of(employer),
        CREATE,
        input=BODY
        | {
            "category": category.pk,
            "salaryMin": "70000.00",
            "salaryPeriod": "YEAR",
            "skills": ["Python", " python "],
            "closesAt": closes.isoformat(),
        },
    )["createJob"]

    assert made["status"] == "PUBLISHED"
    assert made["skills"] == ["Python"]
    assert made["salary"] == {"min": "70000.00", "max": None, "currency": "USD", "period": "YEAR"}
    assert made["category"]["id"] == str(category.pk)
    assert made["employer"]["username"] == employer.username
    assert Job.objects.get().closes_at == closes
    assert titles(visitor) == ["Backend Engineer"]


@pytest.mark.parametrize(
    ("role", "code"),
    [(None, "NOT_AUTHENTICATED"), ("seller", "PERMISSION_DENIED"), ("job_seeker", "PERMISSION_DENIED")],
)
def test_only_employers_post_jobs(client_of, role, code):
    user = UserFactory(**{role: True}) if role else None

    assert refusal(client_of(user), CREATE, input=BODY)["code"] == code
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"title": ""}, {"title": ""}),
        ({"description": "x" * 20_001}, {"description": "x" * 20_001}),
        ({"salaryMin": 5, "salaryMax": 1}, {"salary_min": 5, "salary_max": 1}),
        ({"category": "999999"}, {"category": "999999"}),
        ({"closesAt": "2001-01-01T00:00:00Z"}, {"closes_at": "2001-01-01T00:00:00Z"}),
        ({"skills": ["x" * 51]}, {"skills": ["x" * 51]}),
        ({"skills": ["x"] * 31}, {"skills": ["x"] * 31}),
    ],
)
def test_what_rest_refuses_is_refused_here_with_the_same_words(client_of, employer, body, ours, theirs):
    client = client_of(employer)

    rest = client.post("/api/jobs/", body | theirs)
    refused = refusal(client, CREATE, input=BODY | ours)

    said = rest.json()["error"]
    assert (refused["code"], refused["status"]) == (said["code"], rest.status_code)
    assert (refused["message"], refused["details"]) == (said["message"], said["details"])


def test_a_seeker_applies_once(client_of, seeker):
    job = JobFactory()
    client = client_of(seeker)
    said = {"job": job.pk, "coverLetter": "Hire me.", "resumeUrl": "https://example.com/r.pdf"}

    made = ask(client, APPLY, input=said)["applyToJob"]
    again = refusal(client, APPLY, input=said)

    assert made["status"] == "SUBMITTED"
    assert made["coverLetter"] == "Hire me."
    assert made["job"] == {"id": str(job.pk), "title": job.title, "status": "PUBLISHED"}
    assert made["applicant"]["username"] == seeker.username
    assert (again["code"], again["status"]) == ("CONFLICT", 409)
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "job", "code"),
    [
        (None, {}, "NOT_AUTHENTICATED"),
        ("employer", {}, "PERMISSION_DENIED"),
        ("job_seeker", {"closed": True}, "JOB_CLOSED"),
        ("job_seeker", {"expired": True}, "JOB_CLOSED"),
        ("job_seeker", {"pending": True}, "NOT_FOUND"),
        ("job_seeker", None, "NOT_FOUND"),
    ],
)
def test_who_may_apply_to_what(client_of, role, job, code):
    job_id = 999_999 if job is None else JobFactory(**job).pk
    user = UserFactory(**{role: True}) if role else None

    assert refusal(client_of(user), APPLY, input={"job": job_id})["code"] == code
    assert not Application.objects.exists()


@pytest.mark.parametrize("named", ["x", "0", str(2**70), "-1"])
def test_an_application_names_a_job(client_of, seeker, named):
    refused = refusal(client_of(seeker), APPLY, input={"job": named})

    assert refused["code"] == "VALIDATION_ERROR"
    assert list(refused["details"]) == ["job"]


def test_two_mutations_run_one_after_the_other_and_each_stands_alone(client_of, seeker):
    first, second = JobFactory(), JobFactory()
    ApplicationFactory(job=first, applicant=seeker)
    document = "mutation($a: ID!, $b: ID!) { " + " ".join(
        f"{name}: applyToJob(input: {{job: ${name}}}) {{ id }}" for name in "ab"
    )

    body = (
        client_of(seeker)
        .post("/graphql", {"query": document + " }", "variables": {"a": second.pk, "b": first.pk}})
        .json()
    )

    assert body["data"]["a"]["id"]
    assert body["data"]["b"] is None
    assert [error["path"] for error in body["errors"]] == [["b"]]
    assert Application.objects.filter(job=second).exists()
