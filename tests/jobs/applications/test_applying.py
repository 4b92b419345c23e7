import pytest

from nexus.jobs.applications.models import Application, ApplicationStep
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationFactory, JobFactory

pytestmark = pytest.mark.django_db

RESUME = "https://example.com/resume.pdf"


@pytest.mark.parametrize("path", ["/api/applications/", "/api/applications/apply/"])
def test_a_seeker_applies_and_the_employer_sees_it(client_of, seeker, employer, path):
    job = JobFactory(employer=employer)
    said = {"job": job.pk, "cover_letter": "I am very interested in this role.", "resume_url": RESUME}

    made = client_of(seeker).post(path, said)

    assert made.status_code == 201
    application = made.json()["data"]
    assert application["status"] == "submitted"
    assert application["job"] == {
        "id": job.pk,
        "title": job.title,
        "company_name": job.company_name,
        "location": job.location,
        "status": "published",
    }
    assert application["applicant"] == {"id": str(seeker.pk), "username": seeker.username}
    assert application["cover_letter"] == said["cover_letter"]
    assert application["resume_url"] == RESUME
    (step,) = application["history"]
    assert (step["from"], step["to"], step["by"]["username"]) == (None, "submitted", seeker.username)
    seen = client_of(employer).get("/api/applications/employer/").json()
    assert [entry["id"] for entry in seen["results"]] == [application["id"]]
    event = Event.objects.get()
    assert (event.name, event.subject) == ("jobs.application.submitted", str(application["id"]))
    assert event.payload["job_id"] == job.pk


def test_a_letter_and_a_resume_are_not_demanded(client_of, seeker):
    assert client_of(seeker).post("/api/applications/", {"job": JobFactory().pk}).status_code == 201


def test_applying_twice_is_a_conflict(client_of, seeker):
    said = {"job": JobFactory().pk}
    client = client_of(seeker)
    client.post("/api/applications/", said)

    again = client.post("/api/applications/apply/", said)

    assert again.status_code == 409
    assert again.json()["error"]["code"] == "CONFLICT"
    assert Application.objects.count() == ApplicationStep.objects.count() == Event.objects.count() == 1


def test_after_withdrawing_one_may_apply_again(client_of, seeker):
    said = {"job": JobFactory().pk}
    client = client_of(seeker)
    first = client.post("/api/applications/", said).json()["data"]

    withdrawn = client.post(f"/api/applications/{first['id']}/withdraw/", {"note": "Changed my mind."})
    second = client.post("/api/applications/", said)
    third = client.post("/api/applications/", said)

    assert withdrawn.json()["data"]["status"] == "withdrawn"
    assert withdrawn.json()["data"]["history"][-1]["note"] == "Changed my mind."
    assert [second.status_code, third.status_code] == [201, 409]
    assert list(Application.objects.order_by("pk").values_list("status", flat=True)) == [
        "withdrawn",
        "submitted",
    ]


def test_one_that_was_rejected_cannot_apply_again(client_of, seeker):
    application = ApplicationFactory(applicant=seeker, status="rejected")

    assert client_of(seeker).post("/api/applications/", {"job": application.job_id}).status_code == 409


@pytest.mark.parametrize("state", ["closed", "expired"])
def test_a_job_that_has_ended_takes_no_applications(client_of, seeker, state):
    answer = client_of(seeker).post("/api/applications/", {"job": JobFactory(**{state: True}).pk})

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "JOB_CLOSED"
    assert not Application.objects.exists()


def test_a_job_of_an_account_that_is_shut_takes_no_applications(client_of, seeker):
    job = JobFactory(employer__is_active=False)

    answer = client_of(seeker).post("/api/applications/", {"job": job.pk})

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "JOB_CLOSED")
    assert not Application.objects.exists()


def test_a_job_that_was_never_public_is_not_there(client_of, seeker):
    client = client_of(seeker)
    absent = client.post("/api/applications/", {"job": 999_999})
    pending = client.post("/api/applications/", {"job": JobFactory(pending=True).pk})

    assert [absent.status_code, pending.status_code] == [404, 404]
    assert absent.json()["error"]["message"] == pending.json()["error"]["message"]


def test_nobody_applies_to_a_job_of_their_own(client_of):
    both = UserFactory(employer=True, job_seeker=True)

    answer = client_of(both).post("/api/applications/", {"job": JobFactory(employer=both).pk})

    assert answer.status_code == 422
    assert not Application.objects.exists()


@pytest.mark.parametrize("role", ["employer", "seller", "admin", None])
def test_only_job_seekers_apply(client_of, role):
    user = UserFactory(**{role: True}) if role else UserFactory()

    assert client_of(user).post("/api/applications/", {"job": JobFactory().pk}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(visitor):
    job = JobFactory()

    assert visitor.post("/api/applications/apply/", {"job": job.pk}).status_code == 401


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "job"),
        ({"job": "first"}, "job"),
        ({"job": None}, "job"),
        ({"job": 0}, "job"),
        ({"job": 1.5}, "job"),
        ({"job": 2**63}, "job"),
        ({"resume_url": "ftp://example.com/resume.pdf"}, "resume_url"),
        ({"resume_url": "javascript:alert(1)"}, "resume_url"),
        ({"resume_url": "file:///etc/passwd"}, "resume_url"),
        ({"resume_url": "//example.com/resume.pdf"}, "resume_url"),
        ({"resume_url": "https://"}, "resume_url"),
        ({"resume_url": "https://example.com/ resume.pdf"}, "resume_url"),
        ({"resume_url": "https://example.com/" + "x" * 1_000}, "resume_url"),
        ({"cover_letter": "x" * 10_001}, "cover_letter"),
        ({"cover_letter": {"text": "Hello"}}, "cover_letter"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_written(client_of, seeker, said, field):
    whole = {"job": JobFactory().pk} | said if said else {}

    refused = client_of(seeker).post("/api/applications/", whole)

    assert refused.status_code == 400
    assert field in refused.json()["error"]["details"]
    assert not Application.objects.exists()


def test_what_is_not_the_applicants_to_say_is_not_heard(client_of, seeker):
    other = UserFactory(job_seeker=True)
    smuggled = {
        "status": "hired",
        "applicant": str(other.pk),
        "created_at": "2001-01-01T00:00:00Z",
        "id": 10**9,
    }

    client_of(seeker).post("/api/applications/", {"job": JobFactory().pk} | smuggled)

    application = Application.objects.get()
    assert (application.status, application.applicant) == ("submitted", seeker)
    assert application.created_at.year > 2001
    assert application.pk != 10**9


def test_with_a_key_a_repeated_request_gets_the_first_ones_answer(client_of, seeker):
    client, said = client_of(seeker), {"job": JobFactory().pk}
    key = {"HTTP_IDEMPOTENCY_KEY": "once"}

    first = client.post("/api/applications/", said, **key)
    again = client.post("/api/applications/", said, **key)
    other = client.post("/api/applications/", said | {"cover_letter": "Another."}, **key)

    assert [first.status_code, again.status_code, other.status_code] == [201, 201, 422]
    assert first.content == again.content
    assert other.json()["error"]["code"] == "IDEMPOTENCY_MISMATCH"
    assert Application.objects.count() == 1
