"""The authorization code flow, step by step: what holds, what is refused, and what stays refused."""

from datetime import timedelta

import pytest
from django.conf import settings as site
from django.test import Client as Browser
from django.utils import timezone
from rest_framework.test import APIClient

from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.oauth.models import AccessToken, Client, Grant, RefreshToken
from tests.kernel.oauth.conftest import AUTHORIZE, BACK, CHALLENGE, SECRET, Program

pytestmark = pytest.mark.django_db

ORDERS = "/api/orders/"


def api(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def code_of(answer) -> str:
    return answer.json()["error"]["code"]


def test_a_person_is_asked_in_sentences_and_the_page_lets_nothing_else_in(program, person):
    page = program.browser.get(AUTHORIZE, program.asking())
    shown = page.content.decode()

    assert "Allow Fieldnotes Sync?" in shown
    assert program.client.user.username in shown
    assert "See carts, orders, sales" in shown
    assert "Know who you are here." in shown
    assert person.username in shown
    policy = page["Content-Security-Policy"]
    assert "form-action 'self' https://app.example" in policy
    assert "unsafe" not in policy
    assert page["X-Frame-Options"] == "DENY"


def test_the_program_acts_within_its_scopes_in_the_persons_name(program, person):
    tokens = program.tokens()

    assert tokens["expires_in"] == 600
    assert tokens["token_type"] == "Bearer"
    client = api(tokens["access_token"])
    assert client.get(ORDERS).status_code == 200
    refused = client.get("/api/auth/profile/")
    assert (refused.status_code, code_of(refused)) == (403, "INSUFFICIENT_SCOPE")
    asked = client.post("/graphql", {"query": "{ orders { totalCount } }"}, format="json")
    assert asked.json()["data"]["orders"]["totalCount"] == 0
    assert client.post("/graphql", {"query": "{ stock { totalCount } }"}, format="json").status_code == 403
    noted = SecurityEvent.objects.get(name="oauth_authorized")
    assert (noted.user_id, noted.details["client"]) == (person.pk, str(program.client.pk))


def test_nothing_that_opens_doors_is_kept(program):
    tokens = program.tokens()

    assert AccessToken.objects.get().token == ""
    assert RefreshToken.objects.get().token == ""
    assert len(AccessToken.objects.get().token_checksum) == 64
    assert tokens["access_token"].startswith("nxo_")
    assert SECRET not in Client.objects.get().client_secret


def test_a_refusal_is_told_to_the_program(program):
    back = program.consent(allow=False)

    assert back["error"] == "access_denied"
    assert back["state"] == "a-state"
    assert back["iss"] == site.SITE_URL
    assert not Grant.objects.exists()
    assert not SecurityEvent.objects.filter(name="oauth_authorized").exists()


def test_a_visitor_signs_in_first(program):
    answer = Browser().get(AUTHORIZE, program.asking())

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/oauth/authorize/")


def test_a_program_that_wants_a_new_proof_gets_one(program):
    answer = program.browser.get(AUTHORIZE, program.asking(prompt="login"))

    assert answer["Location"].startswith("/accounts/reauthenticate/?next=/oauth/authorize/")
    assert "prompt" not in answer["Location"]


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"response_type": "token"},
        {"response_type": "id_token"},
        {"response_type": "code id_token"},
        {"scope": "orders:write"},
        {"scope": "admin"},
        {"scope": "nothing:such"},
    ],
    ids=str,
)
def test_what_a_program_may_not_ask_is_told_back_to_it(program, changes):
    answer = program.browser.get(AUTHORIZE, program.asking(**changes))

    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{BACK}?error=") or answer["Location"].startswith(f"{BACK}#error=")
    assert not Grant.objects.exists()


def test_a_challenge_that_proves_nothing_is_refused(program):
    back = program.consent(code_challenge="x" * 43, code_challenge_method="plain")

    assert (back["error"], back["iss"]) == ("invalid_request", site.SITE_URL)
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    "uri",
    [
        f"{BACK}/",
        f"{BACK}?",
        f"{BACK}?next=evil",
        f"{BACK}#x",
        BACK.replace("https", "http"),
        BACK.replace("app.", "app2."),
        BACK.replace("app.example", "app.example.evil.example"),
        BACK.replace("//", "//evil@"),
        BACK.replace("/callback", ":8443/callback"),
        BACK.replace("/callback", "/Callback"),
        BACK.replace("/callback", "/callback/.."),
        BACK.replace("/callback", "/callback;x"),
        "https://evil.example/callback",
        "javascript:alert(1)",
    ],
)
def test_an_address_one_character_off_is_shown_to_the_person_and_led_nowhere(program, uri):
    for answer in (
        program.browser.get(AUTHORIZE, program.asking(redirect_uri=uri)),
        program.browser.post(AUTHORIZE, {**program.asking(redirect_uri=uri), "allow": "on"}),
    ):
        assert answer.status_code == 400
        assert "Location" not in answer
        assert "It can" not in answer.content.decode()
        assert "<script" not in answer.content.decode()
    assert not Grant.objects.exists()


def test_an_unknown_program_is_nothing(program):
    answer = program.browser.get(AUTHORIZE, program.asking(client_id="nobody"))

    assert answer.status_code == 400


def test_another_site_cannot_press_the_button(program, person):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(person)

    answer = browser.post(AUTHORIZE, {**program.asking(), "allow": "on"})

    assert answer.status_code == 403
    assert not Grant.objects.exists()


def test_a_code_is_exchanged_once(program):
    code = program.consent()["code"]

    assert program.exchange(code).status_code == 200
    again = program.exchange(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "another-verifier-of-more-than-forty-three-characters"},
        {"code_verifier": None},
        {"code_verifier": CHALLENGE},
        {"redirect_uri": f"{BACK}/"},
        {"code": "of-nobody"},
        {"client_secret": "nxs_wrong"},
        {"client_secret": ""},
        {"client_secret": None},
        {"client_secret": Client.digest_of(SECRET)},
        {"client_id": "nobody"},
        {"grant_type": "password"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"},
    ],
    ids=str,
)
def test_a_code_alone_is_worth_nothing(program, changes):
    answer = program.exchange(**{"code": program.consent()["code"], **changes})

    assert answer.status_code in {400, 401, 404}
    assert not AccessToken.objects.exists()


def test_a_code_is_its_programs_own(program, register, person):
    stranger = Program(register(name="Stranger"), program.browser)

    assert stranger.exchange(program.consent()["code"]).status_code == 400
    assert not AccessToken.objects.exists()


def test_a_code_runs_out(program):
    code = program.consent()["code"]
    Grant.objects.update(expires=timezone.now() - timedelta(seconds=1))

    assert program.exchange(code).status_code == 400


def _new_password(user) -> None:
    user.set_password("AnotherPass456")
    user.save()


def _close(user) -> None:
    type(user).objects.filter(pk=user.pk).update(is_active=False)


ENDS = {
    "deactivated": lambda _, user: _close(user),
    "new password": lambda _, user: _new_password(user),
    "owner gone": lambda client, _: _close(client.user),
    "program deleted": lambda client, _: client.delete(),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_what_was_given_ends_with_the_account_or_the_program(program, person, end):
    code, tokens = program.consent()["code"], program.tokens()
    client = api(tokens["access_token"])
    assert client.get(ORDERS).status_code == 200

    end(program.client, person)

    assert (client.get(ORDERS).status_code, code_of(client.get(ORDERS))) == (401, "INVALID_TOKEN")
    assert client.get("/oauth/userinfo/").status_code == 401
    assert program.refresh(tokens["refresh_token"]).status_code in {400, 401}
    assert program.exchange(code).status_code in {400, 401}


def test_a_refresh_token_works_once_and_a_second_use_ends_the_family(program, person):
    first = program.tokens()
    second = program.refresh(first["refresh_token"]).json()
    assert api(first["access_token"]).get(ORDERS).status_code == 401, "rotated"
    assert api(second["access_token"]).get(ORDERS).status_code == 200

    again = program.refresh(first["refresh_token"])

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert program.refresh(second["refresh_token"]).status_code == 400
    assert api(second["access_token"]).get(ORDERS).status_code == 401
    assert SecurityEvent.objects.filter(name="oauth_refresh_token_reused", user_id=person.pk).exists()


def test_a_refresh_gives_no_more_than_was_allowed(program):
    tokens = program.tokens(scope="openid orders:read")

    asked = program.ask(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"], scope="orders:read profile:read"
    )

    assert (asked.status_code, asked.json()["error"]) == (400, "invalid_scope")


def test_a_token_for_another_server_opens_nothing_here(program, settings):
    elsewhere = program.tokens(resource="https://elsewhere.example/")
    here = program.tokens(resource=f"{settings.SITE_URL}/api/")

    assert api(elsewhere["access_token"]).get(ORDERS).status_code == 401
    assert api(here["access_token"]).get(ORDERS).status_code == 200


def test_an_administrators_program_is_one_only_by_that_scope(register, admin):
    browser = Browser()
    browser.force_login(admin)
    program = Program(register(scopes=["admin", "profile:read"]), browser)

    plain, full = program.tokens(scope="profile:read"), program.tokens(scope="profile:read admin")

    assert api(plain["access_token"]).get("/api/users/").status_code == 403
    assert api(full["access_token"]).get("/api/users/").status_code == 200


def test_a_public_program_needs_no_secret_but_the_verifier(register, person):
    browser = Browser()
    browser.force_login(person)
    program = Program(register(client_type=Client.CLIENT_PUBLIC, client_secret=""), browser)

    refused = program.exchange(program.consent()["code"], client_secret=None, code_verifier=None)
    answer = program.exchange(program.consent()["code"], client_secret=None)

    assert refused.status_code == 400
    assert answer.status_code == 200


def test_a_loopback_address_takes_any_port_and_a_refusal_finds_its_way_back(register, person):
    browser = Browser()
    browser.force_login(person)
    program = Program(register(redirect_uris="http://127.0.0.1:9000/back"), browser)
    asking = program.asking(redirect_uri="http://127.0.0.1:54321/back")

    assert browser.get(AUTHORIZE, asking).status_code == 200
    refused = browser.get(AUTHORIZE, {**asking, "scope": "admin"})
    assert refused["Location"].startswith("http://127.0.0.1:54321/back?error=invalid_scope")


def test_a_program_for_itself_speaks_for_its_owner(register):
    client = register(
        authorization_grant_type=Client.GRANT_CLIENT_CREDENTIALS, redirect_uris="", scopes=["profile:read"]
    )
    program = Program(client, Browser())

    answer = program.ask(grant_type="client_credentials", scope="profile:read")

    shown = api(answer.json()["access_token"]).get("/api/auth/profile/")
    assert shown.json()["data"]["id"] == str(client.user_id)
    assert "refresh_token" not in answer.json()
    assert program.ask(grant_type="client_credentials", scope="orders:read").status_code == 400
    assert program.ask(grant_type="client_credentials", client_secret="nxs_wrong").status_code == 401


def test_what_a_program_gives_back_is_over(program):
    tokens = program.tokens()
    who = {"client_id": program.client.client_id, "client_secret": SECRET}

    answer = Browser().post("/oauth/revoke/", {**who, "token": tokens["refresh_token"]})

    assert answer.status_code == 200
    assert api(tokens["access_token"]).get(ORDERS).status_code == 401
    assert program.refresh(tokens["refresh_token"]).status_code == 400
    assert Browser().post("/oauth/revoke/", {"token": "x"}).status_code == 401


def test_a_token_in_the_address_counts_nowhere(program):
    token = program.tokens()["access_token"]

    assert Browser().get(f"/oauth/userinfo/?access_token={token}").status_code == 401
    assert Browser().get(f"{ORDERS}?access_token={token}").status_code in {400, 401}
