"""No door forgets scopes: each operation is covered by one, and whoever wasn't given it is refused."""

import pytest
from django.conf import settings
from django.db import transaction
from graphql import OperationType, parse
from rest_framework.test import APIClient

from nexus.config.pages.document import openapi
from nexus.config.schema import schema
from nexus.kernel.access.scopes import grantable
from nexus.kernel.api.checks import every_operation_has_its_scope
from nexus.kernel.api.errors import InsufficientScope
from nexus.kernel.api.graphql.documents import Prepared
from nexus.kernel.api.graphql.scopes import demand_all, root_scopes
from nexus.kernel.kit import scopes as registry
from nexus.kernel.kit.actor import Actor, Role
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.scopes import FREE, SIGN_IN, is_known, sentences
from tests.conventions.routes import Route, operations
from tests.factories.accounts import UserFactory
from tests.factories.api_keys import ApiKeyFactory

BOSS = Actor(roles=frozenset(Role))
EVERY = frozenset(sentences())
FIELDS = sorted(root_scopes(schema.types).items())
# Doors that one comes to without being anyone: what is in the header isn't looked at.
ALL = [(route, method) for route, method in operations() if route.view.authentication_classes]

BY_SCOPE: dict[str, list[tuple[Route, str]]] = {}
for _route, _method in ALL:
    BY_SCOPE.setdefault(_route.operation(_method).covered_by, []).append((_route, _method))

each = pytest.mark.parametrize("scope", sorted(BY_SCOPE))


def _refused(given, scope) -> list[bool]:
    """Whether a key that was given these scopes is refused for want of one, by each operation of a scope."""
    ApiKeyFactory(key="nx_matrix", user=UserFactory(admin=True, seller=True, employer=True), scopes=[*given])
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION="Bearer nx_matrix")
    return [_is_refused(client, route, method) for route, method in BY_SCOPE[scope]]


def _is_refused(client, route, method) -> bool:
    undone = transaction.atomic()
    undone._from_testcase = True  # type: ignore[attr-defined]  # so that payments begin theirs inside of it
    with undone:
        answer = getattr(client, method)(route.absent, {}, format="json")
        transaction.set_rollback(True)
    is_refused = "insufficient_scope" in answer.get("WWW-Authenticate", "")
    assert is_refused is (
        answer.status_code == 403 and answer.json()["error"]["code"] == "INSUFFICIENT_SCOPE"
    )
    return is_refused


@each
def test_a_key_without_the_scope_is_refused_however_much_else_it_was_given(db, scope):
    assert set(_refused(EVERY - {scope}, scope)) == {scope != FREE}


@each
def test_a_key_with_the_scope_alone_passes_this_door(db, scope):
    assert set(_refused([scope] if scope in EVERY else EVERY, scope)) == {scope == SIGN_IN}


@pytest.mark.parametrize(("name", "scope"), FIELDS, ids=[name for name, _ in FIELDS])
def test_a_root_field_is_covered_and_held_to_it(name, scope):
    kind, field = name.split(".")
    text = f"{kind.lower()} {{ ...all }} fragment all on {kind} {{ renamed: {field} }}"
    prepared = Prepared.of(parse(text))

    def ask(given: frozenset[str] | None) -> None:
        demand_all(schema.types, prepared, prepared.operation(None), Actor(id=new_id(), scopes=given))

    assert is_known(scope)
    if scope == FREE:
        ask(frozenset())
        return
    with pytest.raises(InsufficientScope):
        ask(EVERY - {scope})
    if scope != SIGN_IN:
        ask(frozenset({scope}))
    ask(None)


def test_every_root_field_is_looked_at():
    kinds = [schema.types.get_root_type(operation) for operation in OperationType]

    assert len(FIELDS) == sum(len(kind.fields) for kind in kinds if kind)


def test_a_room_without_scopes_stops_the_start(monkeypatch):
    assert every_operation_has_its_scope() == []
    monkeypatch.delitem(registry._ROOMS, "nexus.kernel.taxonomy")

    said = [message.msg for message in every_operation_has_its_scope()]

    assert any("CategoryList.post" in sentence for sentence in said)
    assert any("GraphQL's Query.categories" in sentence for sentence in said)


def test_an_operation_with_a_scope_that_nobody_explained_stops_the_start(monkeypatch):
    monkeypatch.delitem(registry._SENTENCES, "catalog:write")

    assert any("'catalog:write' is unknown" in message.msg for message in every_operation_has_its_scope())


def test_a_scope_is_a_sentence_that_is_needed_somewhere():
    used = {route.operation(method).covered_by for route, method in operations()}
    used |= {scope for _, scope in FIELDS}

    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in sentences().values())
    assert set(sentences()) - used == {"admin"}


def test_only_an_administrator_gives_the_rights_of_one():
    assert "admin" in grantable(BOSS)
    assert "admin" not in grantable(Actor())
    assert SIGN_IN not in grantable(BOSS)


@pytest.mark.skipif(len(settings.DOMAINS) < 2, reason="the document is of the whole site")
def test_the_document_says_who_may_for_programs():
    told = openapi()["paths"]["/api/orders/{order_id}/"]["get"]["x-access"]

    assert told["roles"] == ["admin"]
    assert "the customer" in told["relations"]
    assert told["scope"] == "orders:read"
