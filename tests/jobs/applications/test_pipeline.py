from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from nexus.jobs.applications.models import STEPS, ApplicationStatus, ApplicationStep
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationFactory

pytestmark = pytest.mark.django_db

ALL = list(ApplicationStatus)
OPEN = ["submitted", "in_review", "shortlisted", "interview", "offered"]
WAY = [*OPEN, "hired"]


@pytest.fixture
def application(employer, seeker):
    return ApplicationFactory(job__employer=employer, applicant=seeker)


def path(application, rest=""):
    return f"/api/applications/{application.pk}/{rest}"


def test_an_application_goes_all_the_way_and_its_history_tells(client_of, employer, seeker, application):
    for status in WAY[1:]:
        moved = client_of(employer).put(
            path(application, "status/"), {"status": status, "note": f"To {status}"}
        )
        assert (moved.status_code, moved.json()["data"]["status"]) == (200, status)

    history = client_of(seeker).get(path(application)).json()["data"]["history"]
    assert [(step["from"], step["to"]) for step in history] == list(pairwise(WAY))
    assert {step["by"]["username"] for step in history} == {employer.username}
    assert history[-1]["note"] == "To hired"
    events = Event.objects.order_by("position")
    assert {event.name for event in events} == {"jobs.application.moved"}
    assert events.first().payload | {"before": "submitted", "after": "in_review"} == events.first().payload


@pytest.mark.parametrize("method", ["put", "patch", "post"])
def test_each_method_moves_it(client_of, employer, application, method):
    answer = getattr(client_of(employer), method)(path(application, "status/"), {"status": "in_review"})

    assert answer.status_code == 200


def test_every_step_that_is_not_in_the_table_is_refused(client_of, employer, application):
    client = client_of(employer)
    for before in ALL:
        for after in ALL:
            type(application).objects.update(status=before)
            answer = client.put(path(application, "status/"), {"status": after})
            if after in STEPS[before] and after != "withdrawn":
                assert answer.status_code == 200, (before, after)
            else:
                assert answer.status_code == 422, (before, after)
                assert answer.json()["error"]["code"] == "INVALID_TRANSITION"
                assert "withdrawn." not in str(answer.json()["error"]["details"]), "that is the applicant's"
                application.refresh_from_db()
                assert application.status == before


def test_the_table_is_the_agreed_one():
    for place, status in enumerate(OPEN):
        assert STEPS[status] == {WAY[place + 1], "rejected", "withdrawn"}
    for status in ("hired", "rejected", "withdrawn"):
        assert STEPS[status] == set()


@pytest.mark.parametrize("status", ALL)
def test_an_applicant_withdraws_from_any_open_state(client_of, seeker, application, status):
    type(application).objects.update(status=status)

    answer = client_of(seeker).post(path(application, "withdraw/"))

    assert answer.status_code == (200 if status in OPEN else 422)
    assert Event.objects.filter(name="jobs.application.withdrawn").count() == (status in OPEN)


def test_the_parties_have_each_their_own_moves(client_of, employer, seeker, application):
    assert client_of(employer).post(path(application, "withdraw/")).status_code == 403
    assert client_of(seeker).put(path(application, "status/"), {"status": "in_review"}).status_code == 403
    assert not ApplicationStep.objects.exists()


@pytest.mark.parametrize("role", ["employer", "job_seeker", "seller", None])
def test_it_is_not_there_for_anyone_else(client_of, application, role):
    stranger = client_of(UserFactory(**{role: True}) if role else UserFactory())
    absent = stranger.get("/api/applications/999999/").json()["error"]

    hidden = stranger.get(path(application))

    assert hidden.status_code == 404
    assert {**hidden.json()["error"], "request_id": ""} == {**absent, "request_id": ""}
    assert stranger.post(path(application, "withdraw/")).status_code == 404
    assert stranger.put(path(application, "status/"), {"status": "in_review"}).status_code == 404


def test_a_visitor_is_asked_to_sign_in(visitor, application):
    assert visitor.get(path(application)).status_code == 401
    assert visitor.get(path(application).replace(str(application.pk), "999999")).status_code == 401
    assert visitor.post(path(application, "withdraw/")).status_code == 401
    assert visitor.put(path(application, "status/"), {"status": "hired"}).status_code == 401


def test_an_admin_sees_and_moves_it(client_of, admin, application):
    client = client_of(admin)

    assert client.get(path(application)).status_code == 200
    assert client.put(path(application, "status/"), {"status": "in_review"}).status_code == 200


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "status"),
        ({"status": "promoted"}, "status"),
        ({"status": None}, "status"),
        ({"status": ["hired"]}, "status"),
        ({"status": "in_review", "note": "x" * 2_001}, "note"),
    ],
)
def test_what_does_not_fit_is_named(client_of, employer, application, said, field):
    refused = client_of(employer).put(path(application, "status/"), said)

    assert refused.status_code == 400
    assert field in refused.json()["error"]["details"]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_keeps_the_history_as_it_was(client_of, employer, application, change):
    client_of(employer).put(path(application, "status/"), {"status": "in_review"})
    lines = ApplicationStep.objects.all()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        lines.update(note="Never said.") if change == "update" else lines._raw_delete(lines.db)


def test_a_closed_jobs_pipeline_goes_on(client_of, employer, seeker, application):
    client_of(employer).post(f"/api/jobs/{application.job_id}/close/")

    seen = client_of(seeker).get(path(application)).json()["data"]
    assert (seen["job"]["status"], seen["job"]["title"]) == ("closed", application.job.title)
    moved = client_of(employer).put(path(application, "status/"), {"status": "in_review"})
    assert moved.status_code == 200
