from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from nexus.jobs.postings.models import Job, JobStatus
from nexus.kernel.search.vocabulary import learn
from tests.factories.accounts import UserFactory
from tests.factories.jobs import JobFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db


def titles(answer):
    assert answer.status_code == 200, answer.json()
    return [entry["title"] for entry in answer.json()["results"]]


def posted(**fields):
    job = JobFactory(**fields)
    learn("jobs", job.searched_texts)
    return job


def test_only_live_jobs_are_on_the_board(visitor):
    JobFactory(title="Live")
    JobFactory(title="Still open", closes_at=timezone.now() + timedelta(minutes=1))
    JobFactory(closed=True)
    JobFactory(expired=True)
    JobFactory(pending=True)

    assert titles(visitor.get("/api/jobs/")) == ["Still open", "Live"]


def test_an_employers_own_closed_job_is_not_on_the_board_either(client_of, employer):
    JobFactory(employer=employer, closed=True)

    assert titles(client_of(employer).get("/api/jobs/")) == []


@pytest.fixture
def board(db):
    backend = CategoryFactory(name="Backend", slug="backend")
    deep = CategoryFactory(name="Django", slug="django", parent=backend)
    acme = UserFactory(employer=True, username="acme")
    long_ago = datetime(2025, 1, 31, 12, tzinfo=UTC)
    posted(
        title="Engineer",
        category=deep,
        location="Berlin, Germany",
        workplace_type="hybrid",
        company_name="Acme GmbH",
        employer=acme,
        skills=["Python", "Machine Learning"],
        salary_min=50,
        salary_max=60,
        salary_currency="EUR",
        salary_period="hour",
        created_at=long_ago,
    )
    posted(
        title="Designer",
        category=CategoryFactory(slug="design"),
        location="Remote in USA",
        workplace_type="remote",
        employment_type="contract",
        company_name="Beta 100%",
        salary_min=60_000,
        salary_currency="USD",
        salary_period="year",
        created_at=long_ago + timedelta(days=1),
    )
    posted(
        title="Cook", location="Paris", employment_type="part_time", created_at=long_ago + timedelta(days=2)
    )
    return backend


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Cook", "Designer", "Engineer"]),
        ("category=backend", ["Engineer"]),
        ("category=django", ["Engineer"]),
        ("category=nowhere", []),
        ("employment_type=contract", ["Designer"]),
        ("workplace_type=hybrid", ["Engineer"]),
        ("location=berlin", ["Engineer"]),
        ("location=%25", []),
        ("company=ACME", ["Engineer"]),
        ("company=100%25", ["Designer"]),
        ("employer=Acme", ["Engineer"]),
        ("employer=nobody", []),
        ("skill=machine%20learning", ["Engineer"]),
        ("skill=machine", []),
        ("salary_min=60000", ["Designer", "Engineer"]),
        ("salary_min=100000.50", ["Engineer"]),
        ("salary_min=124800", ["Engineer"]),
        ("salary_min=124801", []),
        ("salary_min=0", ["Designer", "Engineer"]),
        ("posted_after=2025-02-01", ["Cook", "Designer"]),
        ("location=e&workplace_type=remote", ["Designer"]),
        ("ordering=created_at", ["Cook", "Designer", "Engineer"]),
        ("ordering=-created_at", ["Cook", "Designer", "Engineer"]),
        ("ordering=oldest", ["Engineer", "Designer", "Cook"]),
        ("ordering=title", ["Cook", "Designer", "Engineer"]),
        ("ordering=-title", ["Engineer", "Designer", "Cook"]),
        ("ordering=-salary", ["Engineer", "Designer", "Cook"]),
        ("ordering=salary", ["Designer", "Engineer", "Cook"]),
        ("search=", ["Cook", "Designer", "Engineer"]),
        ("search=engin", ["Engineer"]),
        ("search=enginere", ["Engineer"]),
        ("search=learning%20python", ["Engineer"]),
        ("search=berlin%20acme", ["Engineer"]),
        ("search=berlin%20cook", []),
        ("search=%00", None),
        ("search=!%26%7C%27%22%5C", []),
        ("search=scalable&ordering=oldest", ["Engineer", "Designer", "Cook"]),
        ("search=scalable&ordering=oldest&page_size=1&page=2", ["Designer"]),
    ],
)
def test_the_board_is_narrowed_and_ordered(visitor, board, query, found):
    answer = visitor.get(f"/api/jobs/?{query}")

    if found is None:
        assert answer.status_code == 400
    else:
        assert titles(answer) == found
        if "page" not in query:
            assert answer.json()["count"] == len(found)


def test_a_category_is_found_by_its_id_too(visitor, board):
    assert titles(visitor.get(f"/api/jobs/?category={board.pk}")) == ["Engineer"]


@pytest.mark.parametrize(
    "query",
    [
        "ordering=price",
        "ordering=yearly_pay",
        "status=closed",
        "colour=red",
        "page=0",
        "page=x",
        "page_size=0",
        "employment_type=fulltime",
        "workplace_type=office",
        "salary_min=much",
        "salary_min=-1",
        "salary_min=NaN",
        "salary_min=1e9",
        "salary_min=99999999999999",
        "posted_after=yesterday",
        "cursor=rubbish",
        "search=" + "x" * 201,
    ],
)
def test_what_the_board_does_not_know_is_refused(visitor, query):
    answer = visitor.get(f"/api/jobs/?{query}")

    assert answer.status_code == 400
    assert answer.json()["error"]["details"]


def test_the_best_match_comes_first_and_a_given_ordering_wins(visitor):
    posted(title="Python developer", description="Write programs.")
    posted(title="Office manager", description="Python is a plus.")

    assert titles(visitor.get("/api/jobs/?search=python")) == ["Python developer", "Office manager"]
    assert titles(visitor.get("/api/jobs/?search=python&ordering=created_at")) == [
        "Office manager",
        "Python developer",
    ]


def test_a_renamed_job_is_found_by_its_new_name_only(client_of, employer, visitor):
    job = posted(employer=employer, title="Plumber")

    client_of(employer).put(f"/api/jobs/{job.pk}/", {"title": "Electrician"})

    assert titles(visitor.get("/api/jobs/?search=electrician")) == ["Electrician"]
    assert titles(visitor.get("/api/jobs/?search=plumber")) == []


def test_titles_come_in_the_order_in_which_people_look_for_them(visitor):
    for title in ("Zoologist", "iOS Engineer", "Éditeur", "Editor"):
        JobFactory(title=title)

    listed = titles(visitor.get("/api/jobs/?ordering=title"))

    assert listed == ["Éditeur", "Editor", "iOS Engineer", "Zoologist"]


@pytest.mark.parametrize("ordering", ["created_at", "oldest", "title", "-title", "salary", "-salary"])
def test_a_walk_by_cursor_meets_every_job_once(visitor, ordering):
    moment = timezone.now()
    for number in range(7):
        JobFactory(
            title=f"Job {number % 3}",
            created_at=moment - timedelta(days=number % 2),
            salary_min=number % 3 or None,
            salary_currency="USD",
            salary_period="month",
        )
    met, url = [], f"/api/jobs/?ordering={ordering}&page_size=2&cursor="
    while url:
        page = visitor.get(url).json()
        met += [entry["id"] for entry in page["results"]]
        url = page["next"]

    in_one = visitor.get(f"/api/jobs/?ordering={ordering}&page_size=100").json()["results"]
    assert met == [entry["id"] for entry in in_one]
    assert len(set(met)) == 7


def test_a_page_past_the_end_is_not_there(visitor):
    JobFactory()

    assert visitor.get("/api/jobs/?page=2").status_code == 404


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 2), ("search=scalable", 3), ("category=backend", 3), ("category=backend&search=scalable", 4)],
)
def test_a_list_costs_the_same_however_long_it_is(visitor, django_assert_num_queries, query, queries):
    backend = CategoryFactory(slug="backend")
    for size in (1, 20):
        for _ in range(size):
            posted(category=CategoryFactory(parent=backend))
        with django_assert_num_queries(queries):
            assert visitor.get(f"/api/jobs/?page_size=100&{query}").json()["results"]


def test_a_job_costs_one_query(visitor, django_assert_num_queries):
    job = JobFactory(category=CategoryFactory())

    with django_assert_num_queries(1):
        visitor.get(f"/api/jobs/{job.pk}/")


def test_an_employer_lists_its_own_jobs_in_every_state(client_of, employer):
    for state in ("closed", "expired", "pending"):
        JobFactory(employer=employer, title=state, **{state: True})
    JobFactory()
    client = client_of(employer)

    assert titles(client.get("/api/jobs/mine/")) == ["pending", "expired", "closed"]
    assert titles(client.get("/api/jobs/mine/?status=closed")) == ["closed"]
    assert titles(client.get("/api/jobs/mine/?ordering=title")) == ["closed", "expired", "pending"]
    assert client.get("/api/jobs/mine/?status=open").status_code == 400


def test_a_list_of_ones_own_costs_three_queries(client_of, employer, django_assert_num_queries):
    client = client_of(employer)
    for _ in range(5):
        JobFactory(employer=employer)

    with django_assert_num_queries(3):
        client.get("/api/jobs/mine/")


def test_own_jobs_are_for_employers(client_of, seeker, visitor):
    assert client_of(seeker).get("/api/jobs/mine/").status_code == 403
    assert visitor.get("/api/jobs/mine/").status_code == 401


@pytest.mark.parametrize("path", ["0", "999999999999999999999999", "abc", "-1"])
def test_an_id_that_cannot_be_is_not_there(visitor, path):
    assert visitor.get(f"/api/jobs/{path}/").status_code == 404


@pytest.mark.parametrize("name", ["employment_type", "workplace_type"])
def test_every_choice_is_a_filter(visitor, name):
    for value, _ in Job._meta.get_field(name).choices:
        assert visitor.get(f"/api/jobs/?{name}={value}").status_code == 200


def test_every_state_is_a_filter(client_of, employer):
    for value in JobStatus.values:
        assert client_of(employer).get(f"/api/jobs/mine/?status={value}").status_code == 200
