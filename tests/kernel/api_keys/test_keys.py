"""API keys: shown once, good for what they were given, and gone at once when they are taken back."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nexus.kernel.api_keys.models import ApiKey
from nexus.kernel.api_keys.tasks import sweep_keys
from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.api_keys import ApiKeyFactory
from tests.kernel.api_keys.conftest import machine_with

pytestmark = pytest.mark.django_db

KEYS, PROFILE = "/api/api-keys/", "/api/auth/profile/"
CREATE = (
    """mutation($input: ApiKeyInput!) { createApiKey(input: $input) { key apiKey { id prefix scopes } } }"""
)
REVOKE = """mutation($id: ID!) { revokeApiKey(id: $id) { revokedAt } }"""


def asked(**changes):
    return {"name": "Stock sync", "scopes": ["profile:read"], "days": 30, **changes}


def gql(client, query, **variables):
    return client.post("/graphql", {"query": query, "variables": variables}, format="json")


def _new_password(user) -> None:
    user.set_password("AnotherPass456")
    user.save()


def code_of(answer) -> str:
    return answer.json()["error"]["code"]


def test_a_key_opens_the_api_and_is_shown_once(client_of):
    user = UserFactory()

    made = client_of(user).post(KEYS, asked(), format="json")

    told = made.json()["data"]
    assert made.status_code == 201
    assert told["key"].startswith("nx_")
    assert told["prefix"] == told["key"][:11]
    assert machine_with(told["key"]).get(PROFILE).json()["data"]["id"] == str(user.pk)
    shown = client_of(user).get(f"{KEYS}{told['id']}/").json()["data"]
    assert "key" not in shown
    assert shown["scopes"] == ["profile:read"]
    kept = ApiKey.objects.get()
    assert bytes(kept.digest) == sha256(told["key"].encode()).digest()
    assert timedelta(days=29) < kept.expires_at - timezone.now() <= timedelta(days=30)
    assert made["Cache-Control"] == "private, no-store"


def test_the_same_over_graphql(client_of):
    user = UserFactory()
    client = client_of(user)

    told = gql(client, CREATE, input=asked()).json()["data"]["createApiKey"]
    machine = machine_with(told["key"])

    assert machine.get(PROFILE).status_code == 200
    listed = gql(client, "{ apiKeys { edges { node { id prefix } } } }").json()["data"]["apiKeys"]["edges"]
    assert [edge["node"]["id"] for edge in listed] == [told["apiKey"]["id"]]
    assert gql(client, REVOKE, id=told["apiKey"]["id"]).json()["data"]["revokeApiKey"]["revokedAt"]
    assert machine.get(PROFILE).status_code == 401


def test_a_key_acts_in_its_owners_name_on_graphql_too(machine, seller):
    answer = gql(machine(seller, "orders:read"), "{ orders { totalCount } }")

    assert answer.status_code == 200
    assert answer.json()["data"]["orders"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["nothing:such"]}, "scopes"),
        ({"scopes": ["sign-in"]}, "scopes"),
        ({"scopes": ["any"]}, "scopes"),
        ({"scopes": ["admin"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"name": ""}, "name"),
        ({"name": "two\nlines"}, "name"),
    ],
)
def test_what_a_key_may_not_be_is_refused(client_of, changes, field):
    answer = client_of(UserFactory()).post(KEYS, asked(**changes), format="json")

    assert answer.status_code == 400
    assert field in answer.json()["error"]["details"]
    assert not ApiKey.objects.exists()


def test_a_sign_in_that_is_long_ago_is_asked_to_confirm_first(client_of, settings):
    user = UserFactory()
    client = client_of(user)
    settings.CONFIRM_MINUTES = 0

    answer = client.post(KEYS, asked(), format="json")

    assert (answer.status_code, code_of(answer)) == (403, "CONFIRMATION_REQUIRED")
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now()),
        lambda key: ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now()),
        lambda key: type(key.user).objects.filter(pk=key.user_id).update(is_active=False),
        lambda key: _new_password(key.user),
        lambda key: key.delete(),
    ],
    ids=["revoked", "run out", "owner deactivated", "new password", "deleted"],
)
def test_a_key_that_stands_no_longer_opens_nothing(spoil):
    secret = "nx_of-a-machine"
    key = ApiKeyFactory(key=secret)
    machine = machine_with(secret)
    assert machine.get(PROFILE).status_code == 200

    spoil(key)

    for answer in (machine.get(PROFILE), machine.get("/api/categories/"), gql(machine, "{ __typename }")):
        assert answer.status_code == 401
    assert code_of(machine.get(PROFILE)) == "INVALID_TOKEN"


@pytest.mark.parametrize("key", ["nx_", "nx_unknown", "nx_" + "x" * 5000, "nx_é", "NX_unknown", "nx"])
def test_what_is_no_key_is_refused(visitor, key):
    assert machine_with(key).get(PROFILE).status_code == 401


def test_a_machine_is_held_to_its_scopes_on_both_doors(machine, seller):
    client = machine(seller, "orders:read")

    rest = client.post("/api/products/", {"name": "Pen"}, format="json")
    graph = gql(client, "{ ownProducts { totalCount } }")

    assert (rest.status_code, code_of(rest)) == (403, "INSUFFICIENT_SCOPE")
    assert rest["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="catalog:write"'
    assert rest.json()["error"]["details"] == {"scope": "catalog:write"}
    assert graph.status_code == 403
    assert graph["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="catalog:read"'
    assert graph.json()["errors"][0]["extensions"]["code"] == "INSUFFICIENT_SCOPE"


def test_a_fragment_or_an_alias_hides_no_field(machine, seller):
    client = machine(seller, "orders:read")
    hidden = (
        "query { orders { totalCount } ...more } fragment more on Query { a: ownProducts { totalCount } }"
    )

    assert gql(client, hidden).status_code == 403


def test_an_administrators_key_is_one_only_with_that_scope(machine, admin):
    plain, full = machine(admin, "profile:read"), machine(admin, "profile:read", "admin")

    assert plain.get("/api/users/").status_code == 403
    assert full.get("/api/users/").status_code == 200


def test_an_administrator_who_is_none_any_more_takes_the_key_along(machine, admin):
    client = machine(admin, "profile:read", "admin")
    type(admin).objects.filter(pk=admin.pk).update(is_superuser=False)

    assert client.get("/api/users/").status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", KEYS),
        ("get", KEYS),
        ("put", PROFILE),
        ("post", "/api/auth/logout/"),
    ],
)
def test_no_key_makes_keys_or_changes_credentials(machine, admin, method, path):
    every = ["admin", "profile:read", "orders:read", "orders:write"]

    answer = getattr(machine(admin, *every), method)(path, asked(), format="json")

    assert (answer.status_code, code_of(answer)) == (403, "INSUFFICIENT_SCOPE")
    assert ApiKey.objects.count() == 1


def test_one_sees_and_revokes_ones_own_keys_and_an_administrator_all(client_of, admin):
    mine, theirs = ApiKeyFactory(), ApiKeyFactory()
    own, boss = client_of(mine.user), client_of(admin)

    assert [key["id"] for key in own.get(KEYS).json()["results"]] == [str(mine.pk)]
    assert boss.get(KEYS).json()["count"] == 2
    for method in (own.get, own.delete):
        assert method(f"{KEYS}{theirs.pk}/").status_code == 404
    assert own.delete(f"{KEYS}{mine.pk}/").status_code == 204
    assert own.delete(f"{KEYS}{mine.pk}/").status_code == 204, "and again"
    assert boss.delete(f"{KEYS}{theirs.pk}/").status_code == 204
    assert own.get(KEYS, {"is_live": "true"}).json()["count"] == 0
    assert own.get(KEYS, {"is_live": "false"}).json()["count"] == 1


def test_visitors_have_none(visitor):
    assert visitor.get(KEYS).status_code == 401
    assert visitor.post(KEYS, asked(), format="json").status_code == 401


def test_what_was_done_is_written_down_without_the_key(client_of):
    user = UserFactory()
    client = client_of(user)
    told = client.post(KEYS, asked(), format="json").json()["data"]
    client.delete(f"{KEYS}{told['id']}/")

    noted = SecurityEvent.objects.filter(user_id=user.pk, name__startswith="api_key_").order_by("pk")
    assert [event.name for event in noted] == ["api_key_created", "api_key_revoked"]
    assert told["key"] not in str([event.details for event in noted])
    names = [event.name for event in Event.objects.filter(name__startswith="api_keys.").order_by("position")]
    assert names == ["api_keys.key.created", "api_keys.key.revoked"]


def test_a_use_is_noted_now_and_then(visitor):
    key = ApiKeyFactory(key="nx_used")
    machine = machine_with("nx_used")

    machine.get(PROFILE)
    first = ApiKey.objects.get().last_used_at
    with CaptureQueriesContext(connection) as asked_again:
        machine.get(PROFILE)
    assert ApiKey.objects.get().last_used_at == first is not None
    assert not [query for query in asked_again if query["sql"].startswith("UPDATE")]
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=first - timedelta(minutes=6))
    machine.get(PROFILE)
    assert ApiKey.objects.get().last_used_at >= first


def test_who_comes_with_a_key_costs_one_select(visitor):
    ApiKeyFactory(key="nx_cheap", scopes=["categories:read"], last_used_at=timezone.now())

    with CaptureQueriesContext(connection) as anonymous:
        visitor.get("/api/categories/999999/")
    with CaptureQueriesContext(connection) as with_key:
        machine_with("nx_cheap").get("/api/categories/999999/")

    assert len(with_key) == len(anonymous) + 1


def test_an_account_has_fifty_at_most(client_of):
    user = UserFactory()
    ApiKeyFactory.create_batch(50, user=user)
    ApiKeyFactory(user=user, revoked_at=timezone.now())

    assert client_of(user).post(KEYS, asked(), format="json").status_code == 422


def test_a_secret_is_kept_under_no_key(client_of):
    client = client_of(UserFactory())

    answer = client.post(
        "/graphql",
        {"query": CREATE, "variables": {"input": asked()}},
        format="json",
        headers={"Idempotency-Key": "once"},
    )

    assert answer.json()["errors"][0]["extensions"]["code"] == "MALFORMED_REQUEST"
    assert not ApiKey.objects.exists()


def test_a_role_that_needs_a_factor_needs_it_behind_a_key_too(machine, seller, settings):
    client = machine(seller, "profile:read")
    settings.MFA_REQUIRED_FOR = frozenset({"seller"})

    answer = client.get(PROFILE)

    assert (answer.status_code, code_of(answer)) == (403, "MFA_ENROLMENT_REQUIRED")


def test_an_administrator_revokes_in_the_back_office(client, admin):
    key = ApiKeyFactory()
    client.force_login(admin)

    page = client.get("/admin/api_keys/apikey/")
    client.post("/admin/api_keys/apikey/", {"action": "revoke", "_selected_action": [key.pk]})

    assert page.status_code == 200
    assert key.prefix in page.content.decode()
    assert ApiKey.objects.get().revoked_at is not None


def test_keys_that_ended_long_ago_are_swept_and_nothing_else(db):
    days = timedelta(days=1)
    now = timezone.now()
    ApiKeyFactory(expires_at=now - 91 * days)
    ApiKeyFactory(revoked_at=now - 91 * days)
    kept = {
        ApiKeyFactory(expires_at=now - 89 * days),
        ApiKeyFactory(revoked_at=now - 89 * days),
        ApiKeyFactory(),
    }

    sweep_keys()

    assert set(ApiKey.objects.all()) == kept
