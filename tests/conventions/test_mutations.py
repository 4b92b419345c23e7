"""Mutations ask for a sign-in where REST does, and before they look at what was sent."""

import pytest
from graphql import get_named_type, is_leaf_type

from nexus.config.schema import schema
from nexus.kernel.api.graphql.scopes import needs_sign_in
from nexus.kernel.api.operations import ANYONE
from tests.asking import post
from tests.conventions.routes import operations
from tests.conventions.test_both_doors import MUTATIONS, actions_of

assert schema.types.mutation_type is not None
FIELDS = schema.types.mutation_type.fields
CLOSED = sorted(name for name, field in FIELDS.items() if needs_sign_in(field))
OPEN = sorted(FIELDS.keys() - set(CLOSED))


def _said(client, name: str) -> tuple[int, str]:
    """What is answered to a mutation whose variables fit nothing."""
    field = FIELDS[name]
    declared = ", ".join(f"${argument}: {told.type}" for argument, told in field.args.items())
    given = ", ".join(f"{argument}: ${argument}" for argument in field.args)
    shown = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
    document = f"mutation({declared}) {{ {name}({given}) {shown} }}".replace("()", "")
    answer = post(client, document, **{argument: {"nothing": "fits"} for argument in field.args})
    return answer.status_code, answer.json().get("errors", [{}])[0].get("extensions", {}).get("code", "")


def test_whoever_is_not_signed_in_is_asked_to_before_anything_is_looked_at(visitor, db):
    assert {name: _said(visitor, name) for name in CLOSED} == dict.fromkeys(
        CLOSED, (401, "NOT_AUTHENTICATED")
    )


def test_what_visitors_may_do_looks_at_what_they_sent(visitor, db):
    asked = [name for name in OPEN if FIELDS[name].args]

    assert asked
    assert {name: _said(visitor, name) for name in asked} == dict.fromkeys(asked, (400, "VALIDATION_ERROR"))


def _doors_of(actions: set[str]) -> set[bool]:
    """Whether visitors may come to the same actions by REST."""
    return {
        route.operation(method).who == ANYONE
        for route, method in operations()
        if method != "get" and (called := actions_of(getattr(route.view, method))) and called <= actions
    }


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_mutation_is_open_to_visitors_where_rest_is(name):
    assert _doors_of(MUTATIONS[name]) <= {name in OPEN}


def test_what_visitors_may_do_is_known_at_rest_too():
    assert [name for name in OPEN if not _doors_of(MUTATIONS[name])] == []
