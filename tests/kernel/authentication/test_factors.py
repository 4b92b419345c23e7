"""One's own factors: the authenticator app and recovery codes; and roles that need one."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client

from nexus.kernel.audit.models import SecurityEvent
from tests.asking import refusal
from tests.delivering import deliver_events
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import code_of, with_totp

pytestmark = pytest.mark.django_db

TOTP, CONFIRM_TOTP = "/api/auth/totp/", "/api/auth/totp/confirm/"
CODES, FACTORS = "/api/auth/recovery-codes/", "/api/auth/factors/"


@pytest.fixture
def nora(db):
    return UserFactory(username="nora", email="nora@example.com")


@pytest.fixture
def signed_in(client_of, nora):
    return client_of(nora)


def set_up(client) -> tuple[str, list[str]]:
    begun = client.post(TOTP).json()["data"]
    said = {"challenge": begun["challenge"], "code": code_of(begun["secret"])}
    answer = client.post(CONFIRM_TOTP, said)
    assert answer.status_code == 201, answer.json()
    return begun["secret"], answer.json()["data"]["recovery_codes"]


def test_an_app_is_set_up(visitor, signed_in, nora, django_capture_on_commit_callbacks):
    begun = signed_in.post(TOTP).json()["data"]
    assert begun["uri"].startswith(
        f"otpauth://totp/{'nora%40example.com'}?secret={begun['secret']}&issuer=Nexus"
    )
    assert begun["svg"].lstrip().startswith("<?xml") or "<svg" in begun["svg"]
    assert not Authenticator.objects.exists()
    assert visitor.post("/api/token/", {"username": "nora", "password": PASSWORD}).status_code == 200

    said = {"challenge": begun["challenge"], "code": code_of(begun["secret"])}
    with django_capture_on_commit_callbacks(execute=True):
        codes = signed_in.post(CONFIRM_TOTP, said).json()["data"]["recovery_codes"]

    assert len(set(codes)) == 10
    assert visitor.post("/api/token/", {"username": "nora", "password": PASSWORD}).status_code == 401
    factors = {one["type"]: one for one in signed_in.get(FACTORS).json()["data"]["factors"]}
    assert set(factors) == {"totp", "recovery_codes"}
    assert factors["recovery_codes"]["codes_left"] == 10
    assert begun["secret"] not in str(factors)
    assert not {*codes} & {*str(factors).split("'")}
    deliver_events()
    assert [message.subject for message in mail.outbox] == ["Your second factor has changed"]
    assert set(SecurityEvent.objects.filter(name="mfa_added").values_list("user", flat=True)) == {nora.pk}


def test_without_its_first_code_there_is_none(signed_in):
    begun = signed_in.post(TOTP).json()["data"]

    for code in ("000000", code_of(begun["secret"], ahead=9)):
        answer = signed_in.post(CONFIRM_TOTP, {"challenge": begun["challenge"], "code": code})
        assert answer.json()["error"]["code"] == "WRONG_FACTOR"
    assert not Authenticator.objects.exists()


def test_a_few_wrong_ones_end_it(signed_in, settings):
    begun = signed_in.post(TOTP).json()["data"]
    for _ in range(settings.CHALLENGE_TRIES):
        signed_in.post(CONFIRM_TOTP, {"challenge": begun["challenge"], "code": "000000"})

    answer = signed_in.post(CONFIRM_TOTP, {"challenge": begun["challenge"], "code": code_of(begun["secret"])})

    assert answer.json()["error"]["code"] == "CHALLENGE_OVER"


def test_what_one_has_begun_nobody_else_finishes(signed_in, client_of):
    begun = signed_in.post(TOTP).json()["data"]
    said = {"challenge": begun["challenge"], "code": code_of(begun["secret"])}

    assert client_of(UserFactory()).post(CONFIRM_TOTP, said).json()["error"]["code"] == "CHALLENGE_OVER"
    assert signed_in.post(CONFIRM_TOTP, said).status_code == 201


def test_there_is_one_app(signed_in):
    first, second = signed_in.post(TOTP).json()["data"], signed_in.post(TOTP).json()["data"]
    said = [{"challenge": one["challenge"], "code": code_of(one["secret"])} for one in (first, second)]
    assert signed_in.post(CONFIRM_TOTP, said[0]).status_code == 201

    assert signed_in.post(CONFIRM_TOTP, said[1]).status_code == 409
    assert signed_in.post(TOTP).status_code == 409
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_it_is_removed_and_its_recovery_codes_with_it(visitor, signed_in):
    set_up(signed_in)

    assert signed_in.delete(TOTP).status_code == 204

    assert signed_in.delete(TOTP).status_code == 404
    assert not Authenticator.objects.exists()
    assert visitor.post("/api/token/", {"username": "nora", "password": PASSWORD}).status_code == 200


def test_new_recovery_codes_void_the_old_ones(signed_in, nora):
    _, old = set_up(signed_in)

    new = signed_in.post(CODES).json()["data"]["recovery_codes"]

    assert len(new) == 10
    assert not {*old} & {*new}
    held = RecoveryCodes(Authenticator.objects.get(user=nora, type="recovery_codes"))
    assert not held.validate_code(old[0])
    assert held.validate_code(new[0])


def test_recovery_codes_need_a_factor(signed_in):
    answer = signed_in.post(CODES)

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "NO_FACTOR"


def test_where_addresses_are_confirmed_a_factor_waits_for_that(signed_in, nora, settings):
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False
    EmailAddress.objects.create(user=nora, email=nora.email, primary=True)
    assert signed_in.post(TOTP).status_code == 422
    EmailAddress.objects.update(verified=True)

    assert signed_in.post(TOTP).status_code == 200


@pytest.fixture
def needed(settings):
    settings.MFA_REQUIRED_FOR = frozenset({"admin", "seller"})


def test_a_role_that_needs_a_factor_opens_nothing_but_its_setting_up(client_of, seller, needed):
    client = client_of(seller)

    for answer in (
        client.get("/api/auth/profile/"),
        client.get("/api/categories/"),
        client.post("/api/categories/", {"name": "Phones"}),
        client.get("/api/users/"),
    ):
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "MFA_ENROLMENT_REQUIRED"
        assert "/api/auth/totp/" in answer.json()["error"]["message"]
    assert refusal(client, "{ __typename }")["code"] == "MFA_ENROLMENT_REQUIRED"

    set_up(client)

    assert client.get("/api/auth/profile/").status_code == 200
    assert client.post("/api/categories/", {"name": "Phones"}).status_code == 201
    client.delete(TOTP)
    assert client.get("/api/auth/profile/").status_code == 403


def test_others_are_left_alone_and_a_role_that_is_taken_asks_at_once(client_of, nora, needed):
    client = client_of(nora)
    assert client.get("/api/auth/profile/").status_code == 200

    client.put("/api/auth/profile/", {"is_seller": True})

    assert client.get("/api/auth/profile/").json()["error"]["code"] == "MFA_ENROLMENT_REQUIRED"
    assert client.post("/api/auth/logout/").status_code == 200


def test_it_costs_no_query_more(client_of, seller, needed, django_assert_num_queries):
    with_totp(seller)
    client = client_of(seller)

    with django_assert_num_queries(1):
        assert client.get("/api/users/").status_code == 403


def test_the_back_office_sends_an_administrator_without_one_to_set_it_up(admin, needed):
    browser = Client()
    browser.post("/accounts/login/", {"login": admin.username, "password": PASSWORD})

    answer = browser.get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/2fa/")
    assert answer.status_code == 200
    assert browser.get("/admin/accounts/user/").status_code == 302
    with_totp(admin)
    assert browser.get("/admin/").status_code == 200
