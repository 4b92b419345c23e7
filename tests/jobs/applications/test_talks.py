"""An applicant and an employer talk about an application."""

import pytest

from nexus.jobs.applications.models import Application
from nexus.kernel.messaging.models import Conversation
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationFactory

pytestmark = pytest.mark.django_db

CONVERSATIONS = "/api/conversations/"


@pytest.fixture
def application(seeker, employer):
    return ApplicationFactory(applicant=seeker, job__employer=employer, job__title="Backend Engineer")


@pytest.fixture
def said(application):
    return {"about": {"application": application.pk}, "text": "When could we talk?"}


def test_both_may_begin_and_it_is_one(client_of, seeker, employer, application, said):
    talk = client_of(employer).post(CONVERSATIONS, said).json()["data"]
    assert talk["about"] == {"kind": "application", "id": application.pk, "title": "Backend Engineer"}
    assert (talk["is_host"], talk["counterpart"]["id"]) == (True, str(seeker.pk))

    answer = client_of(seeker).post(CONVERSATIONS, said | {"text": "Tomorrow."})

    assert answer.status_code == 201, answer.json()
    assert (answer.json()["data"]["id"], answer.json()["data"]["message"]["number"]) == (talk["id"], 2)
    assert Conversation.objects.count() == 1
    body = client_of(employer).get(f"{CONVERSATIONS}?about=application&about_id={application.pk}").json()
    assert [each["unread"] for each in body["results"]] == [1]


def test_nobody_else_begins(client_of, admin, said, application):
    absent = said | {"about": {"application": application.pk + 1}}
    for who in (UserFactory(), UserFactory(employer=True), admin):
        own, other = (client_of(who).post(CONVERSATIONS, body) for body in (said, absent))
        assert own.status_code == other.status_code == 404
        assert own.json()["error"]["message"] == other.json()["error"]["message"]
    assert client_of(None).post(CONVERSATIONS, said).status_code == 401


@pytest.mark.parametrize("number", ["no-number", "9" * 19, "9" * 40, -1, 0, "٣"])
def test_what_can_be_no_application_is_not_there(client_of, seeker, number):
    assert client_of(seeker).post(
        CONVERSATIONS, {"about": {"application": number}, "text": "x"}
    ).status_code == 404  # fmt: skip


def test_a_withdrawn_one_begins_no_conversation_and_ends_none(client_of, seeker, employer, said, application):
    client = client_of(employer)
    talk = client.post(CONVERSATIONS, said).json()["data"]
    Application.objects.update(status="withdrawn")
    for who in (seeker, employer):
        answer = client_of(who).post(CONVERSATIONS, said)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "UNPROCESSABLE_ENTITY")

    assert client.post(f"{CONVERSATIONS}{talk['id']}/messages/", {"text": "A pity."}).status_code == 201
