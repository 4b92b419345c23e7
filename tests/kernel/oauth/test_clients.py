"""Programs are registered, changed and deleted by their owners; what one allowed can be taken back."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.oauth.models import AccessToken, Client, RefreshToken
from tests.factories.accounts import UserFactory
from tests.factories.api_keys import ApiKeyFactory
from tests.kernel.oauth.conftest import BACK

pytestmark = pytest.mark.django_db

CLIENTS, ALLOWED = "/api/oauth-clients/", "/api/oauth-authorizations/"
REGISTER = (
    "mutation($input: OAuthClientInput!) "
    "{ registerOauthClient(input: $input) { clientSecret client { id clientId redirectUris } } }"
)


def asked(**changes):
    return {"name": "Fieldnotes Sync", "redirect_uris": [BACK], "scopes": ["openid"], **changes}


def gql(client, query, **variables):
    return client.post("/graphql", {"query": query, "variables": variables}, format="json").json()


def test_a_program_is_registered_and_its_secret_shown_once(client_of):
    user = UserFactory()
    client = client_of(user)

    made = client.post(CLIENTS, asked(), format="json")

    told = made.json()["data"]
    assert made.status_code == 201
    assert told["client_secret"].startswith("nxs_")
    assert told["redirect_uris"] == [BACK]
    assert told["grant"] == "authorization_code"
    kept = Client.objects.get()
    assert kept.client_secret == Client.digest_of(told["client_secret"])
    assert kept.algorithm == "RS256"
    assert not kept.skip_authorization
    assert "client_secret" not in client.get(f"{CLIENTS}{told['id']}/").json()["data"]
    noted = SecurityEvent.objects.get(name="oauth_client_registered")
    assert noted.user_id == user.pk
    assert told["client_secret"] not in str(noted.details)


def test_the_same_over_graphql(client_of):
    client = client_of(UserFactory())
    said = {"name": "Sync", "redirectUris": [BACK], "scopes": ["openid"]}

    told = gql(client, REGISTER, input=said)["data"]["registerOauthClient"]
    program = told["client"]["id"]

    assert told["clientSecret"].startswith("nxs_")
    changed = gql(
        client, f'mutation {{ changeOauthClient(id: "{program}", input: {{name: "Synced"}}) {{ name }} }}'
    )
    assert changed["data"]["changeOauthClient"]["name"] == "Synced"
    renewed = gql(client, f'mutation {{ renewOauthClientSecret(id: "{program}") {{ clientSecret }} }}')
    assert renewed["data"]["renewOauthClientSecret"]["clientSecret"] != told["clientSecret"]
    listed = gql(client, "{ oauthClients { edges { node { name redirectUris } } } }")
    assert listed["data"]["oauthClients"]["edges"] == [{"node": {"name": "Synced", "redirectUris": [BACK]}}]
    assert gql(client, f'mutation {{ deleteOauthClient(id: "{program}") }}')["data"]["deleteOauthClient"]
    assert not Client.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": ["http://app.example/back"]}, "redirect_uris"),
        ({"redirect_uris": ["https://*.example/back"]}, "redirect_uris"),
        ({"redirect_uris": ["https://user@app.example/back"]}, "redirect_uris"),
        ({"redirect_uris": [f"{BACK}#x"]}, "redirect_uris"),
        ({"redirect_uris": [f"{BACK} https://evil.example/"]}, "redirect_uris"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "redirect_uris"),
        ({"redirect_uris": ["/callback"]}, "redirect_uris"),
        ({"redirect_uris": ["https://[::1/"]}, "redirect_uris"),
        ({"redirect_uris": ["https://app.example;sandbox/back"]}, "redirect_uris"),
        ({"redirect_uris": [f"https://app.example/{n}" for n in range(11)]}, "redirect_uris"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["nothing:such"]}, "scopes"),
        ({"scopes": ["admin"]}, "scopes"),
        ({"scopes": ["openid"], "grant": "client_credentials"}, "scopes"),
        ({"scopes": ["orders:read"], "grant": "client_credentials", "kind": "public"}, "kind"),
        ({"grant": "password"}, "grant"),
        ({"grant": "implicit"}, "grant"),
        ({"kind": "trusted"}, "kind"),
        ({"name": "two\nlines"}, "name"),
    ],
    ids=str,
)
def test_what_a_program_may_not_be_is_refused(client_of, changes, field):
    answer = client_of(UserFactory()).post(CLIENTS, asked(**changes), format="json")

    assert answer.status_code == 400
    assert field in answer.json()["error"]["details"]
    assert not Client.objects.exists()


def test_nothing_else_can_be_smuggled_in(client_of):
    sent = asked(skip_authorization=True, user=str(UserFactory().pk), client_secret="mine", algorithm="HS256")
    user = UserFactory()

    client_of(user).post(CLIENTS, sent, format="json")

    made = Client.objects.get()
    assert (made.skip_authorization, made.user_id, made.algorithm) == (False, user.pk, "RS256")
    assert made.client_secret != Client.digest_of("mine")


def test_a_public_program_has_no_secret(client_of):
    client = client_of(UserFactory())
    told = client.post(CLIENTS, asked(kind="public"), format="json").json()["data"]

    assert told["client_secret"] == ""
    assert client.post(f"{CLIENTS}{told['id']}/secret/").status_code == 422


def test_one_runs_ones_own_programs_and_an_administrator_all(client_of, register, admin):
    program = register()
    path = f"{CLIENTS}{program.pk}/"
    stranger, owner = client_of(UserFactory()), client_of(program.user)

    for method in (stranger.get, stranger.put, stranger.delete):
        assert method(path).status_code == 404
    assert stranger.post(f"{path}secret/").status_code == 404
    assert stranger.get(CLIENTS).json()["count"] == 0
    assert owner.put(path, {"name": "Renamed"}, format="json").json()["data"]["name"] == "Renamed"
    assert client_of(admin).get(CLIENTS).json()["count"] == 1
    assert client_of(admin).delete(path).status_code == 204
    assert APIClient().get(CLIENTS).status_code == 401


def test_a_change_asks_for_a_fresh_proof(client_of, register, settings):
    program = register()
    owner = client_of(program.user)
    settings.CONFIRM_MINUTES = 0

    for answer in (
        owner.post(CLIENTS, asked(), format="json"),
        owner.put(f"{CLIENTS}{program.pk}/", {"name": "Renamed"}, format="json"),
        owner.post(f"{CLIENTS}{program.pk}/secret/"),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "CONFIRMATION_REQUIRED")


def test_no_key_and_no_program_registers_programs(db):
    ApiKeyFactory(key="nx_registering", scopes=["orders:read", "webhooks:manage"])
    machine = APIClient()
    machine.credentials(HTTP_AUTHORIZATION="Bearer nx_registering")

    assert machine.post(CLIENTS, asked(), format="json").json()["error"]["code"] == "INSUFFICIENT_SCOPE"


def test_what_one_allowed_is_listed_and_taken_back(client_of, program, person):
    tokens = program.tokens()
    own = client_of(person)

    (listed,) = own.get(ALLOWED).json()["results"]
    assert listed["name"] == "Fieldnotes Sync"
    assert listed["scopes"] == ["email", "openid", "orders:read", "profile"]
    assert client_of(UserFactory()).get(ALLOWED).json()["count"] == 0
    assert client_of(UserFactory()).delete(f"{ALLOWED}{listed['id']}/").status_code == 404
    assert own.delete(f"{ALLOWED}{listed['id']}/").status_code == 204

    program_api = APIClient()
    program_api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access_token']}")
    assert program_api.get("/api/orders/").status_code == 401
    assert program.refresh(tokens["refresh_token"]).status_code == 400
    assert own.get(ALLOWED).json()["count"] == 0
    assert not AccessToken.objects.exists()
    assert not RefreshToken.objects.exists()
    assert own.delete(f"{ALLOWED}{listed['id']}/").status_code == 404


def test_the_same_over_graphql_for_what_one_allowed(client_of, program, person):
    program.tokens()
    own = client_of(person)

    listed = gql(own, "{ oauthAuthorizations { edges { node { id name scopes } } } }")
    node = listed["data"]["oauthAuthorizations"]["edges"][0]["node"]
    gql(own, f'mutation {{ endOauthAuthorization(id: "{node["id"]}") }}')

    assert node["name"] == "Fieldnotes Sync"
    assert not AccessToken.objects.exists()


def test_the_back_office_shows_programs_and_deletes_them(client, register, admin):
    program = register()
    given = {"user": admin, "application": program, "token": "nxo_x", "expires": timezone.now()}
    AccessToken.objects.create(**given)  # which its pages can only show
    client.force_login(admin)

    page = client.get("/admin/oauth/client/")
    detail = client.get(f"/admin/oauth/client/{program.pk}/change/")
    client.post(f"/admin/oauth/client/{program.pk}/delete/", {"post": "yes"})

    assert program.name in page.content.decode()
    assert program.client_secret not in detail.content.decode()
    assert not Client.objects.exists()
    assert SecurityEvent.objects.filter(name="oauth_client_deleted").exists()
