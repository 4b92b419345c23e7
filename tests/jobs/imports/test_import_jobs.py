import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from msgspec import Raw

from nexus.jobs.imports.actions import import_postings
from nexus.jobs.postings.models import Job
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import Actor
from tests.factories.accounts import UserFactory
from tests.together import all_at_once

pytestmark = pytest.mark.django_db

POSTED, UPDATED = 1_689_728_929, 1_719_615_344
REAL_FILE = Path(__file__).parents[4] / "shared" / "data" / "postings.json"


def posting(number=1, **more):
    return {
        "source": "Elsewhere",
        "company_name": "Palantir",
        "id": f"posting-{number}",
        "title": f"Deployment Strategist {number}",
        "active": True,
        "date_updated": UPDATED,
        "date_posted": POSTED,
        "url": f"https://jobs.example.com/{number}",
        "locations": ["Washington, DC", "NYC"],
        "is_visible": True,
        "sponsorship": "Offers Sponsorship",
    } | more


def of_jobs() -> QuerySet[Event]:
    """What was announced of jobs; that there was an import is announced as well."""
    return Event.objects.filter(name__startswith="jobs.")


@pytest.fixture
def run(tmp_path, employer, capsys):
    """Import these entries (or this text) and give the summary and the reports."""

    def run(entries, *options, name=None):
        file = tmp_path / "postings.json"
        text = entries if isinstance(entries, str | bytes) else json.dumps(entries)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("import_jobs", str(file), "--employer", name or employer.username, *options)
        told = capsys.readouterr()
        reports = [line for line in told.err.splitlines() if line.startswith("Entry")]
        return told.out.strip(), reports

    return run


def test_postings_come_in_with_their_dates(run, employer, visitor):
    summary, reports = run([posting(1), posting(2, active=False)])

    assert summary == "2 created, 0 updated, 0 unchanged, 0 rejected."
    assert reports == []
    live, closed = Job.objects.order_by("external_id")
    moment = datetime.fromtimestamp(POSTED, UTC)
    assert (live.status, live.created_at, live.published_at) == ("published", moment, moment)
    assert live.updated_at == datetime.fromtimestamp(UPDATED, UTC)
    assert live.employer == employer
    assert live.location == "Washington, DC; NYC"
    assert live.source_url == "https://jobs.example.com/1"
    assert "Offers Sponsorship" in live.description
    assert (closed.status, closed.closed_at) == ("closed", datetime.fromtimestamp(UPDATED, UTC))
    found = visitor.get("/api/jobs/?search=strategist%20palantir").json()["results"]
    assert [entry["id"] for entry in found] == [live.pk]
    assert [event.name for event in of_jobs()] == ["jobs.job.published"]


def test_where_the_site_reviews_jobs_imported_ones_wait_too(run, client_of, admin, visitor, settings):
    settings.NEXUS_REVIEW = True
    run([posting(1), posting(2, active=False)])
    waiting, closed = Job.objects.order_by("external_id")
    path = f"/api/jobs/{waiting.pk}/"
    assert (waiting.status, waiting.published_at) == ("pending_review", None)
    assert (closed.status, closed.published_at) == ("closed", None)
    assert visitor.get(path).status_code == 404
    assert [event.name for event in of_jobs()] == ["jobs.job.submitted"]

    client_of(admin).post(f"{path}publish/")
    run([posting(1, title="Deployment Strategist again"), posting(2)])

    assert visitor.get(path).json()["data"]["title"] == "Deployment Strategist again"
    assert Job.objects.get(pk=closed.pk).status == "pending_review"


@pytest.mark.parametrize(
    ("more", "employment_type", "workplace_type"),
    [
        ({}, "full_time", "on_site"),
        ({"title": "Software Engineering Intern"}, "internship", "on_site"),
        ({"title": "Internal Tools Engineer"}, "full_time", "on_site"),
        ({"title": "Co-op, Data"}, "internship", "on_site"),
        ({"locations": ["Remote in USA", "Remote in UK"]}, "full_time", "remote"),
        ({"locations": ["Remote in USA", "NYC"]}, "full_time", ""),
        ({"locations": ["NYC (Hybrid)"]}, "full_time", "hybrid"),
        ({"employment_type": "contract", "workplace_type": "remote"}, "contract", "remote"),
    ],
)
def test_what_a_posting_does_not_say_is_read_from_its_words(run, more, employment_type, workplace_type):
    run([posting(**more)])

    job = Job.objects.get()
    assert (job.employment_type, job.workplace_type) == (employment_type, workplace_type)


def test_a_rerun_changes_nothing(run, client_of, employer):
    entries = [posting(number) for number in range(3)]
    run(entries)
    job = Job.objects.first()
    client_of(employer).put(f"/api/jobs/{job.pk}/", {"title": "Retitled here"})
    before, events = list(Job.objects.values()), of_jobs().count()

    summary, _ = run(entries)

    assert summary == "0 created, 0 updated, 3 unchanged, 0 rejected."
    assert list(Job.objects.values()) == before
    assert of_jobs().count() == events


def test_an_entry_that_says_something_new_updates_its_job(run, visitor):
    run([posting(1), posting(2), posting(3, active=False), posting(4)])
    ids = dict(Job.objects.values_list("external_id", "pk"))
    Event.objects.all().delete()

    summary, _ = run(
        [posting(1, title="Renamed"), posting(2, active=False), posting(3), posting(4), posting(5)]
    )

    assert summary == "1 created, 3 updated, 1 unchanged, 0 rejected."
    assert Job.objects.count() == 5
    assert Job.objects.get(pk=ids["posting-1"]).title == "Renamed"
    assert Job.objects.get(pk=ids["posting-2"]).status == "closed"
    assert Job.objects.get(pk=ids["posting-3"]).status == "published"
    assert visitor.get("/api/jobs/?search=renamed").json()["count"] == 1
    assert set(of_jobs().values_list("name", "subject")) == {
        ("jobs.job.changed", str(ids["posting-1"])),
        ("jobs.job.closed", str(ids["posting-2"])),
        ("jobs.job.published", str(ids["posting-3"])),
        ("jobs.job.published", str(Job.objects.get(external_id="posting-5").pk)),
    }


BAD = [
    ({"title": ""}, "title"),
    ({"title": "   "}, "title"),
    ({"title": "x" * 201}, "title"),
    ({"title": "a\x00b"}, "title"),
    ({"title": 7}, "title"),
    ({"company_name": None}, "company_name"),
    ({"locations": []}, "locations"),
    ({"locations": "NYC"}, "locations"),
    ({"url": "javascript:alert(1)"}, "2: url"),
    ({"url": "https://example.com/" + "x" * 1_000}, "2: url"),
    ({"date_posted": "yesterday"}, "date_posted"),
    ({"date_posted": -1}, "date_posted"),
    ({"date_posted": 10**18}, "date_posted"),
    ({"date_posted": 250_000_000_000}, "date_posted"),
    ({"date_updated": 250_000_000_000}, "date_updated"),
    ({"active": "yes"}, "active"),
    ({"employment_type": "whenever"}, "employment_type"),
    ({"description": "x" * 20_001}, "description"),
    ({"id": "x" * 201}, "2: id"),
    ({"id": "posting-1"}, "id"),
    ({"id": None}, "id"),
]


@pytest.mark.parametrize(("more", "field"), BAD)
def test_a_bad_entry_is_told_by_its_place_and_stops_nothing(run, more, field):
    summary, (report,) = run([posting(1), posting(2, **more), posting(3)])

    assert summary == "2 created, 0 updated, 0 unchanged, 1 rejected."
    assert report.startswith("Entry 2: ")
    assert field in report
    assert set(Job.objects.values_list("external_id", flat=True)) == {"posting-1", "posting-3"}


@pytest.mark.parametrize("entry", [None, 7, "posting", [], {}, {"id": "1"}])
def test_an_entry_that_is_no_posting_is_told_too(run, entry):
    summary, (report,) = run([entry, posting()])

    assert summary == "1 created, 0 updated, 0 unchanged, 1 rejected."
    assert report.startswith("Entry 1: ")


@pytest.mark.parametrize(
    "spoilt",
    [b'"a\\ud800"', b'"\xff\xfe"', b"NaN", b"1e999", b"9" * 400, b"[" * 500 + b"]" * 500],
    ids=["half a surrogate", "no UTF-8", "NaN", "infinite", "a long number", "deep"],
)
def test_an_entry_that_is_hardly_json_spoils_no_other(run, spoilt):
    title = json.dumps(posting(2)["title"]).encode()
    text = json.dumps([posting(1), posting(2), posting(3)]).encode().replace(title, spoilt)

    summary, (report,) = run(b"\xef\xbb\xbf" + text)

    assert summary == "2 created, 0 updated, 0 unchanged, 1 rejected."
    assert report.startswith("Entry 2: ")


def test_a_dry_run_tells_the_same_and_writes_nothing(run):
    run([posting(1)])
    before = list(Job.objects.values())
    Event.objects.all().delete()

    summary, reports = run(
        [posting(1, title="Renamed"), posting(2), posting(3, title=""), posting(1)], "--dry-run"
    )

    assert summary == "Nothing written, would be: 1 created, 1 updated, 0 unchanged, 2 rejected."
    assert [report[:8] for report in reports] == ["Entry 3:", "Entry 4:"]
    assert list(Job.objects.values()) == before
    assert not Event.objects.exists()


def test_an_empty_list_is_no_fault(run):
    assert run([])[0] == "0 created, 0 updated, 0 unchanged, 0 rejected."


def test_more_than_a_batch_costs_little(run, django_assert_max_num_queries):
    entries = [posting(number) for number in range(2_500)]

    with django_assert_max_num_queries(40):
        summary, _ = run(entries)

    assert summary == "2500 created, 0 updated, 0 unchanged, 0 rejected."
    assert Job.objects.live().count() == 2_500


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{}", "no JSON list"),
        ("[]]", "no JSON"),
        ("[1,,2]", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("", "no JSON"),
        ("[{]", "no JSON"),
        ('[{"id": 1}', "no JSON"),
        ("id,title\n1,Cook", "no JSON"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(run, text, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(text)


def test_a_file_that_is_not_there_is_refused_in_a_sentence(employer, tmp_path):
    with pytest.raises(CommandError, match=r"can't be read: No such file"):
        call_command("import_jobs", str(tmp_path / "none.json"), "--employer", employer.username)


def test_who_is_no_employer_is_refused_in_a_sentence(run, seeker):
    with pytest.raises(CommandError, match="There is no account 'nobody'"):
        run([posting()], name="nobody")
    with pytest.raises(CommandError, match="is no employer"):
        run([posting()], name=seeker.username)
    assert not Job.objects.exists()


def test_two_employers_may_bring_the_same_posting(run):
    other = UserFactory(employer=True)
    run([posting()])

    summary, _ = run([posting()], name=other.username)

    assert summary == "1 created, 0 updated, 0 unchanged, 0 rejected."
    assert Job.objects.count() == 2


@pytest.mark.skipif(not REAL_FILE.exists(), reason="the real postings are not on this machine")
def test_the_real_postings_come_in_whole(run, visitor):
    text = REAL_FILE.read_text()
    entries = json.loads(text)
    active = sum(entry["active"] for entry in entries)

    summary, reports = run(text)

    assert reports == []
    assert summary == f"{len(entries)} created, 0 updated, 0 unchanged, 0 rejected."
    assert visitor.get("/api/jobs/").json()["count"] == active
    assert run(text)[0] == f"0 created, 0 updated, {len(entries)} unchanged, 0 rejected."


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_announce_what_is_new_once(employer):
    entries = [Raw(json.dumps(posting(number)).encode()) for number in range(20)]

    reports = all_at_once([partial(import_postings, Actor.of(employer), entries)] * 2)

    assert sorted((report.created, report.unchanged) for report in reports) == [(0, 20), (20, 0)]
    assert of_jobs().count() == 20
