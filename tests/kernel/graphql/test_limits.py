"""Attacks on the door (promises, case 11): refused before the first query, at little cost."""

import time
from dataclasses import replace

import pytest
from graphql import get_introspection_query

from nexus.kernel.api.graphql import documents, measure, pricing
from nexus.kernel.api.graphql.limits import LIMITS
from tests.asking import ask, post
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

MOST_SECONDS = 0.1
EVERYTHING = "id name slug description createdAt"


def _deep(levels: int) -> str:
    return "{ category(id: 1) " + "{ parent " * levels + "{ id }" + " }" * levels + " }"


def _doubling(levels: int) -> str:
    chain = " ".join(f"fragment F{n} on Category {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    return f"{{ category(id: 1) {{ ...F0 }} }} {chain} fragment F{levels} on Category {{ id name slug }}"


def _doubling_with_aliases(levels: int) -> str:
    chain = " ".join(
        f"fragment F{n} on Category {{ a: parent {{ ...F{n + 1} }} b: parent {{ ...F{n + 1} }} }}"
        for n in range(levels)
    )
    return f"{{ category(id: 1) {{ ...F0 }} }} {chain} fragment F{levels} on Category {{ id }}"


def _introspections(number: int) -> str:
    return " ".join(f"s{n}: __schema {{ description }}" for n in range(number))


ATTACKS = {
    "depth": _deep(30),
    "depth beyond Python's": _deep(5_000),
    "depth in lists": "{ category(id: " + "[" * 400 + "]" * 400 + ") { id } }",
    "depth by fragments": "{ category(id: 1) { ...F0 } }"
    + " ".join(f"fragment F{n} on Category {{ parent {{ ...F{n + 1} }} }}" for n in range(60))
    + "fragment F60 on Category { id }",
    "aliases": "{ " + " ".join(f"a{n}: categories {{ totalCount }}" for n in range(100)) + " }",
    "aliases by fragments": _doubling_with_aliases(8),
    "fragment doubling": _doubling(30),
    "fragment cycle": "{ category(id: 1) { ...A } } "
    "fragment A on Category { parent { ...B } } fragment B on Category { parent { ...A } }",
    "fields": "{ category(id: 1) { " + "id name slug " * 200 + "} }",
    "the same field with fields": "{" + " categories { totalCount }" * 150 + "}",
    "tokens": "{ category(id: 1) { id } } " + "# " + "\n" + "query Q($a: Int) { __typename } " * 400,
    "a megabyte of tokens": "{ category(id: 1) { id " + "x " * 400_000 + "} }",
    "a megabyte of comment": "{ __typename }" + "#" * 900_000,
    "a megabyte of text": '{ category(id: "' + "9" * 900_000 + '") { id } }',
    "directives": "{ __typename " + "@include(if: true) " * 500 + "}",
    "unknown fields": "{ " + " ".join(f"categorie{n}" for n in range(300)) + " }",
    "unknown long name": "{ " + "categories" * 1_500 + " }",
    "cost by page": "{ categories(first: 100) { edges { node { "
    + "parent { parent { id name slug description createdAt } id name slug description createdAt } " * 18
    + "} } } }",
    "cost by many pages": "{ "
    + " ".join(
        f"a{n}: categories(first: 100) {{ edges {{ cursor node {{ {EVERYTHING} parent {{ id name }} }} }} }}"
        for n in range(20)
    )
    + " }",
    "mutations": "mutation { "
    + " ".join(f'a{n}: createProduct(input: {{name: "x", price: 1}}) {{ id }}' for n in range(6))
    + " }",
    "introspection by aliases": "{ "
    + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(10))
    + " }",
    "introspection in circles": "{ __schema { types { fields { type { fields { type { fields { type { fields "
    "{ name } } } } } } } } } }",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_before_the_first_query_and_costs_little(
    visitor, django_assert_num_queries, attack
):
    post(visitor, "{ __typename }")  # what is made once a process
    with django_assert_num_queries(0):
        began = time.thread_time()
        answer = post(visitor, ATTACKS[attack])
        spent = time.thread_time() - began

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] in {"VALIDATION_ERROR", "MALFORMED_REQUEST"}
    assert spent < MOST_SECONDS


@pytest.mark.parametrize(
    ("defence", "attack"),
    [
        ("depth", _deep(13)),
        ("aliases", "{ " + " ".join(f"a{n}: category(id: 1) {{ id }}" for n in range(21)) + " }"),
        ("fields", _doubling(8)),
        ("repeats", "{ categories { edges { node { " + "id " * 22 + "} } } }"),
        ("tokens", "{ " + "... { __typename } " * 260 + "}"),
        ("characters", "{ categories { totalCount } }" + "#" * 20_000),
        ("cost", ATTACKS["cost by many pages"]),
        ("introspections", "{ a: __typename b: __schema { description } " + _introspections(3) + " }"),
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


def test_a_page_size_in_a_variable_counts_too(visitor, django_assert_num_queries):
    pages = " ".join(
        f"a{n}: categories(first: $n) {{ edges {{ cursor node {{ {EVERYTHING} parent {{ id name }} }} }} }}"
        for n in range(20)
    )
    document = f"query($n: Int) {{ {pages} }}"

    assert ask(visitor, document, n=1)["a0"] == {"edges": []}
    with django_assert_num_queries(0):
        refused = post(visitor, document, n=100)
    assert refused.status_code == 400
    assert "too expensive" in refused.json()["errors"][0]["message"]


def test_a_refusal_says_what_is_allowed(visitor):
    deep = post(visitor, _deep(30)).json()["errors"][0]["message"]
    doubled = post(visitor, _doubling(30)).json()["errors"][0]["message"]
    long = post(visitor, ATTACKS["a megabyte of tokens"]).json()["errors"][0]["message"]

    assert deep == "This document is too complex: 32 levels deep, where 12 are allowed."
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
