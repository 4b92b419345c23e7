"""Changing jobs at the GraphQL door: the same actions, the same answers."""

import pytest

from nexus.jobs.postings.models import Job
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationFactory, JobFactory

pytestmark = pytest.mark.django_db

CHANGE = "mutation($id: ID!, $input: JobChanges!) { changeJob(id: $id, input: $input) { title location } }"
CLOSE = "mutation($id: ID!) { closeJob(id: $id) { status } }"
REOPEN = "mutation($id: ID!) { reopenJob(id: $id) { status } }"
PUBLISH = "mutation($id: ID!) { publishJob(id: $id) { status } }"
DELETE = "mutation($id: ID!) { deleteJob(id: $id) }"
OWN = "query($status: JobStatus) { ownJobs(status: $status) { edges { node { title status } } } }"


def test_a_job_is_changed_closed_reopened_and_deleted(client_of, employer):
    job = JobFactory(employer=employer, title="Backend Engineer")
    client, one = client_of(employer), {"id": str(job.pk)}

    changed = ask(client, CHANGE, **one, input={"location": "Berlin"})["changeJob"]
    assert changed == {"title": "Backend Engineer", "location": "Berlin"}
    assert ask(client, CLOSE, **one) == {"closeJob": {"status": "CLOSED"}}
    closed = {"title": "Backend Engineer", "status": "CLOSED"}
    assert ask(client, OWN, status="CLOSED")["ownJobs"]["edges"] == [{"node": closed}]
    assert ask(client, REOPEN, **one) == {"reopenJob": {"status": "PUBLISHED"}}
    assert refusal(client, REOPEN, **one)["code"] == "INVALID_TRANSITION"
    assert ask(client, DELETE, **one) == {"deleteJob": str(job.pk)}
    assert not Job.objects.exists()


def test_where_the_work_is_done_can_be_left_open_again(client_of, employer):
    job = JobFactory(employer=employer, workplace_type="remote")

    ask(client_of(employer), CHANGE, id=str(job.pk), input={"workplaceType": None})

    assert Job.objects.get().workplace_type == ""


def test_a_job_with_applications_is_not_deleted(client_of, employer):
    application = ApplicationFactory(job__employer=employer)

    assert refusal(client_of(employer), DELETE, id=str(application.job_id))["code"] == "CONFLICT"


def test_administrators_publish_what_was_reviewed(client_of, admin, employer):
    job = JobFactory(employer=employer, pending=True)

    assert refusal(client_of(employer), PUBLISH, id=str(job.pk))["code"] == "PERMISSION_DENIED"
    assert ask(client_of(admin), PUBLISH, id=str(job.pk)) == {"publishJob": {"status": "PUBLISHED"}}


def test_anothers_job_stays_as_it_is(client_of, visitor, employer):
    job = JobFactory(employer=employer, title="Mine")
    other = client_of(UserFactory(employer=True))

    for query, more in ((CHANGE, {"input": {"title": "Yours"}}), (CLOSE, {}), (DELETE, {})):
        assert refusal(other, query, id=str(job.pk), **more)["code"] == "PERMISSION_DENIED"
        assert refusal(visitor, query, id=str(job.pk), **more)["code"] == "NOT_AUTHENTICATED"
    assert Job.objects.get().title == "Mine"


@pytest.mark.parametrize("size", [1, 20])
def test_ones_own_cost_the_same_however_many_there_are(client_of, employer, size, django_assert_num_queries):
    JobFactory.create_batch(size, employer=employer)
    client = client_of(employer)
    ask(client, OWN)

    with django_assert_num_queries(2):  # who asks, the page
        assert len(ask(client, OWN)["ownJobs"]["edges"]) == size
