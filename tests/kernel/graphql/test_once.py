"""Idempotency-Key at the GraphQL door: a mutation happens once, and its answer stays the same."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import User
from nexus.kernel.api.models import OnceAnswered
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

REGISTER = "mutation($input: RegistrationInput!) { register(input: $input) { id username createdAt } }"
TWO = """
mutation($input: RegistrationInput!, $other: RegistrationInput!) {
  first: register(input: $input) { id }
  second: register(input: $other) { id }
}
"""
NORA = {"username": "nora", "email": "nora@example.com", "password": "StrongPass123"}
BAD = {"username": "bad", "email": "bad@example.com", "password": "short"}


def send(client: APIClient, query=REGISTER, path="/graphql", key="k", **variables):
    body = {"query": query, "variables": variables or {"input": NORA}}
    return client.post(path, body, headers={"Idempotency-Key": key})


def code_of(answer) -> str:
    (error,) = answer.json()["errors"]
    return error["extensions"]["code"]


def registered() -> list[str]:
    return list(
        User.objects.filter(email__in=[NORA["email"], BAD["email"]]).values_list("username", flat=True)
    )


def test_the_same_mutation_is_answered_the_same_and_creates_nothing_new(client_of, seller):
    client = client_of(seller)

    first, again = send(client), send(client, path="/graphql/")

    assert first.status_code == again.status_code == 200
    assert first.json()["data"]["register"]["username"] == "nora"
    assert again.content == first.content
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert again["Content-Type"] == "application/json"
    assert again["Cache-Control"] == "private, no-store"
    assert registered() == ["nora"]
    assert OnceAnswered.objects.get().route == "POST /graphql"


@pytest.mark.parametrize(
    "other", [{"input": NORA | {"username": "dora"}}, {"query": REGISTER.replace("createdAt", "email")}]
)
def test_other_variables_or_another_document_are_a_mismatch(client_of, seller, other):
    client = client_of(seller)
    send(client)

    refused = send(client, **other)

    assert refused.status_code == 422
    assert code_of(refused) == "IDEMPOTENCY_MISMATCH"
    assert registered() == ["nora"]


def test_what_was_refused_is_not_kept_and_may_be_tried_again(client_of, seller):
    client = client_of(seller)

    refused = send(client, REGISTER.replace("{ register", "{ __typename register"), input=BAD)

    assert refused.json()["data"] == {"__typename": "Mutation", "register": None}
    assert not OnceAnswered.objects.exists()
    assert send(client).json()["data"]["register"]["username"] == "nora"


def test_a_document_that_came_through_in_part_is_answered_the_same(client_of, seller):
    client = client_of(seller)

    first, again = (send(client, TWO, input=NORA, other=BAD) for _ in range(2))

    assert first.json()["data"]["second"] is None
    assert first.json()["errors"][0]["path"] == ["second"]
    assert again.content == first.content
    assert registered() == ["nora"]


def test_what_goes_wrong_behind_a_mutation_undoes_it(client_of, seller, monkeypatch):
    client = client_of(seller)
    with monkeypatch.context() as broken:
        broken.setattr("nexus.kernel.authentication.graphql.schema.UserShape.of", lambda _: 1 / 0)
        failed = send(client)

    assert code_of(failed) == "INTERNAL_ERROR"
    assert registered() == []
    assert send(client).json()["data"]["register"]["username"] == "nora"


def test_keys_of_two_accounts_do_not_meet(client_of, seller, employer):
    send(client_of(seller))

    assert code_of(send(client_of(employer))) == "CONFLICT"
    assert send(client_of(seller)).json()["data"]["register"]["username"] == "nora"


def test_a_query_is_read_anew_each_time(client_of, seller):
    client, names = client_of(seller), "{ categories { edges { node { name } } } }"
    first = send(client, names)
    CategoryFactory()

    assert send(client, names).content != first.content
    assert not OnceAnswered.objects.exists()


def test_of_a_visitor_nothing_is_kept(visitor):
    send(visitor)

    assert code_of(send(visitor)) == "CONFLICT"
    assert not OnceAnswered.objects.exists()


def test_a_key_is_1_to_255_visible_characters(client_of, seller):
    refused = send(client_of(seller), key="two words")

    assert (refused.status_code, code_of(refused)) == (400, "MALFORMED_REQUEST")
    assert registered() == []


@pytest.mark.django_db(transaction=True)
def test_rivals_at_the_same_time_have_one_effect_and_one_answer(client_of, seller):
    clients, gate = [client_of(seller) for _ in range(4)], threading.Barrier(4)

    def rival(client: APIClient) -> bytes:
        try:
            gate.wait()
            return send(client).content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(rival, clients))

    assert len(set(answers)) == 1
    assert registered() == ["nora"]
