"""Attacks on the door (promises, case 11): refused before the first query, at little cost."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from graphql import get_introspection_query

from nexus.kernel.api.graphql import documents, measure, pricing
from nexus.kernel.api.graphql.limits import LIMITS
from tests.asking import ask, post
from tests.factories.taxonomy import CategoryFactory
from tests.kernel.graphql.attacks import ATTACKS, deep, doubling, introspections, pages

pytestmark = pytest.mark.django_db

# What a promised 100 ms have room for: `python -m bench.attacks` measures them.
MOST_CALLS = 150_000


@contextmanager
def counted_calls() -> Iterator[list[int]]:
    """Count the functions that are called meanwhile: the same number on any machine, however busy it is."""
    calls, before = [0], sys.getprofile()

    def note(_frame, event, _argument) -> None:
        calls[0] += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_before_the_first_query_and_costs_little(
    visitor, django_assert_num_queries, attack
):
    post(visitor, "{ __typename }")  # what is made once a process
    with django_assert_num_queries(0), counted_calls() as calls:
        answer = post(visitor, ATTACKS[attack])

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] in {"VALIDATION_ERROR", "MALFORMED_REQUEST"}
    assert calls[0] < MOST_CALLS


def test_what_costs_more_is_noticed(visitor, monkeypatch):
    post(visitor, "{ __typename }")
    monkeypatch.setattr(documents, "TOLD", 300)  # each of the unknown fields is compared with all known ones

    with counted_calls() as calls:
        post(visitor, ATTACKS["unknown fields"])

    assert calls[0] > MOST_CALLS


@pytest.mark.parametrize(
    ("defence", "attack"),
    [
        ("depth", deep(13)),
        ("aliases", "{ " + " ".join(f"a{n}: category(id: 1) {{ id }}" for n in range(21)) + " }"),
        ("fields", doubling(8)),
        ("repeats", "{ categories { edges { node { " + "id " * 22 + "} } } }"),
        ("tokens", "{ " + "... { __typename } " * 260 + "}"),
        ("characters", "{ categories { totalCount } }" + "#" * 20_000),
        ("cost", ATTACKS["cost by many pages"]),
        ("introspections", "{ a: __typename b: __schema { description } " + introspections(3) + " }"),
    ],
)
def test_with_a_defence_off_its_attack_gets_through(visitor, monkeypatch, defence, attack):
    """So that each limit is known to be what refuses its attack."""
    CategoryFactory()
    documents.prepare.cache_clear()
    assert post(visitor, attack).status_code == 400

    without = replace(LIMITS, **{defence: 10**12})
    for module in (documents, measure, pricing):
        monkeypatch.setattr(module, "LIMITS", without)

    assert post(visitor, attack).status_code == 200


@pytest.mark.parametrize("size", [100, 100.0])
def test_a_page_size_in_a_variable_counts_too(visitor, django_assert_num_queries, size):
    document = f"query($n: Int) {{ {pages('$n')} }}"

    assert ask(visitor, document, n=1)["a0"] == {"edges": []}
    with django_assert_num_queries(0):
        refused = post(visitor, document, n=size)
    assert refused.status_code == 400
    assert "too expensive" in refused.json()["errors"][0]["message"]


def test_a_refusal_says_what_is_allowed(visitor):
    nested = post(visitor, deep(30)).json()["errors"][0]["message"]
    doubled = post(visitor, doubling(30)).json()["errors"][0]["message"]
    long = post(visitor, ATTACKS["a megabyte of tokens"]).json()["errors"][0]["message"]

    assert nested == "This document is too complex: 32 levels deep, where 12 are allowed."
    assert doubled == f"This document is too complex: {3 * 2**30 + 1} fields, where 400 are allowed."
    assert long == "This document is too long: 20000 characters are allowed."


def test_what_graphiql_asks_is_allowed(visitor):
    every_detail = get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )

    assert ask(visitor, every_detail)["__schema"]["queryType"]["name"] == "Query"


def test_a_large_honest_page_is_allowed(visitor):
    CategoryFactory.create_batch(3)

    page = ask(
        visitor,
        "{ categories(first: 100) { totalCount pageInfo { hasNextPage } edges { cursor "
        "node { id name slug description createdAt parent { id name parent { id name } } } } } }",
    )

    assert page["categories"]["totalCount"] == 3


def test_a_document_is_parsed_and_validated_once(visitor):
    documents.prepare.cache_clear()

    document = "query($search: String) { categories(filter: {search: $search}) { totalCount } }"
    for name in ("a", "b", "c"):
        ask(visitor, document, search=name)

    assert documents.prepare.cache_info().misses == 1
    assert documents.prepare.cache_info().hits == 2


def test_a_refused_document_is_not_remembered(visitor):
    documents.prepare.cache_clear()

    for attack in ATTACKS.values():
        post(visitor, attack)

    kept = documents.prepare.cache_info().currsize
    assert kept == len([name for name in ATTACKS if name.startswith(("cost", "mutations"))])
