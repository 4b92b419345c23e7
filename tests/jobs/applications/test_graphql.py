"""Applications at the GraphQL door: the same actions, the same answers."""

import pytest

from nexus.jobs.applications.actions import move_application
from nexus.kernel.kit.actor import Actor
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationFactory, JobFactory

pytestmark = pytest.mark.django_db

WHOLE = """
fragment Whole on Application {
  id status coverLetter job { id title } applicant { username } history { from to at by { username } note }
}
"""
SHOW = f"query($id: ID!) {{ application(id: $id) {{ ...Whole }} }} {WHOLE}"
MOVE = f"""
mutation($id: ID!, $input: ApplicationStepInput!) {{
  moveApplication(id: $id, input: $input) {{ ...Whole }}
}} {WHOLE}
"""
WITHDRAW = f"""
mutation($id: ID!, $input: WithdrawalInput!) {{
  withdrawApplication(id: $id, input: $input) {{ ...Whole }}
}} {WHOLE}
"""
OWN = f"""
query($filter: ApplicationFilter) {{
  applications(filter: $filter) {{ edges {{ node {{ ...Whole }} }} }}
}} {WHOLE}
"""
RECEIVED = f"{{ receivedApplications {{ edges {{ node {{ ...Whole }} }} }} }} {WHOLE}"


@pytest.fixture
def application(employer, seeker):
    return ApplicationFactory(job__employer=employer, applicant=seeker)


def test_an_application_is_moved_and_withdrawn(client_of, employer, seeker, application):
    one = {"id": str(application.pk)}

    said = {"status": "IN_REVIEW", "note": "A strong portfolio."}
    moved = ask(client_of(employer), MOVE, **one, input=said)["moveApplication"]
    (step,) = moved["history"]
    assert (moved["status"], step["from"], step["to"]) == ("IN_REVIEW", "SUBMITTED", "IN_REVIEW")
    assert (step["by"], step["note"]) == ({"username": employer.username}, "A strong portfolio.")
    skipped = refusal(client_of(employer), MOVE, **one, input={"status": "HIRED"})
    assert skipped["code"] == "INVALID_TRANSITION"

    withdrawn = ask(client_of(seeker), WITHDRAW, **one, input={})["withdrawApplication"]
    assert withdrawn["status"] == "WITHDRAWN"
    assert ask(client_of(seeker), SHOW, **one)["application"] == withdrawn
    assert ask(client_of(seeker), OWN)["applications"]["edges"] == [{"node": withdrawn}]
    assert ask(client_of(seeker), OWN, filter={"status": "HIRED"})["applications"]["edges"] == []
    assert ask(client_of(employer), RECEIVED)["receivedApplications"]["edges"] == [{"node": withdrawn}]


def test_who_is_no_party_to_it_sees_nothing(client_of, visitor, seeker, application):
    one = {"id": str(application.pk)}
    other = client_of(UserFactory(employer=True))

    assert refusal(other, SHOW, **one)["code"] == "NOT_FOUND"
    assert refusal(other, MOVE, **one, input={"status": "REJECTED"})["code"] == "NOT_FOUND"
    assert refusal(visitor, SHOW, **one)["code"] == "NOT_AUTHENTICATED"
    for query in (OWN, RECEIVED):
        assert refusal(visitor, query)["code"] == "NOT_AUTHENTICATED"
    assert refusal(client_of(seeker), RECEIVED)["code"] == "PERMISSION_DENIED"
    refused = refusal(client_of(seeker), MOVE, **one, input={"status": "HIRED"})
    assert refused["code"] == "PERMISSION_DENIED"


@pytest.mark.parametrize("size", [1, 10])
def test_a_page_with_its_histories_costs_the_same_whatever_its_size(
    client_of, employer, size, django_assert_num_queries
):
    for application in ApplicationFactory.create_batch(size, job=JobFactory(employer=employer)):
        move_application(Actor.of(employer), application.pk, "in_review")
    client = client_of(employer)
    ask(client, "{ __typename }")

    with django_assert_num_queries(3):  # who asks, the page, all histories
        edges = ask(client, RECEIVED)["receivedApplications"]["edges"]

    assert [len(edge["node"]["history"]) for edge in edges] == [1] * size
