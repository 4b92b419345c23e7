"""Support sees what an administrator sees, and changes none of it."""

import pytest

from nexus.kernel.accounts.models import User
from nexus.kernel.audit.models import SecurityEvent
from tests.factories.accounts import UserFactory
from tests.factories.api_keys import ApiKeyFactory
from tests.kernel.api_keys.conftest import machine_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(db) -> User:
    return UserFactory(is_support=True)


def test_it_sees_all(client_of, support):
    shut = UserFactory(is_active=False)
    client = client_of(support)

    assert client.get("/api/users/").json()["count"] == 2
    assert client.get(f"/api/users/{shut.pk}/").json()["data"]["email"] == shut.email
    assert client.get("/api/audit/changes/").status_code == 200
    asked = client.post("/graphql", {"query": "{ changes { totalCount } }"}, format="json").json()
    assert "errors" not in asked


def test_it_changes_nothing_of_others(client_of, support):
    other = UserFactory()
    client = client_of(support)

    assert client.put(f"/api/users/{other.pk}/", {"bio": "x"}, format="json").status_code == 403
    assert client.delete(f"/api/users/{other.pk}/").status_code == 403
    assert client.post("/api/categories/", {"name": "Pens"}, format="json").status_code == 403
    mutation = 'mutation { createPayoutBatch(input: {currency: "EUR"}) { id } }'
    refused = client.post("/graphql", {"query": mutation}, format="json").json()
    assert refused["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"
    assert User.objects.get(pk=other.pk).bio == other.bio


def test_nobody_else_sees_so(client_of):
    assert client_of(UserFactory()).get("/api/users/").status_code == 403


def test_a_machine_of_support_needs_the_scope_of_administrators(support):
    ApiKeyFactory(key="nx_plain", user=support, scopes=["profile:read"])
    ApiKeyFactory(key="nx_full", user=support, scopes=["profile:read", "admin"])

    assert machine_with("nx_plain").get("/api/users/").status_code == 403
    assert machine_with("nx_full").get("/api/users/").status_code == 200


def test_who_becomes_support_is_written_down(support):
    User.objects.filter(pk=support.pk).update(is_support=False)

    noted = SecurityEvent.objects.filter(user_id=support.pk, name="roles_changed").order_by("pk")
    assert [event.details["is_support"] for event in noted] == [[False, True], [True, False]]
