"""Dangerous changes ask for a proof that isn't old."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.authentication.models import TokenFamily
from tests.asking import refusal
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import Passkey, code_of, with_totp

pytestmark = pytest.mark.django_db

CONFIRM, TOTP = "/api/auth/confirm/", "/api/auth/totp/"
AT = {"HTTP_HOST": "localhost"}


@pytest.fixture
def nora(db):
    return UserFactory(username="nora", email="nora@example.com", is_seller=True)


@pytest.fixture
def signed_in(client_of, nora):
    return client_of(nora)


def long_ago():
    TokenFamily.objects.update(confirmed_at=timezone.now() - timedelta(minutes=16))


def test_a_fresh_sign_in_is_a_proof(signed_in):
    assert signed_in.post(TOTP).status_code == 200


def test_an_old_one_is_not_and_the_password_makes_it_new(signed_in, nora):
    long_ago()
    refused = signed_in.post(TOTP)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "CONFIRMATION_REQUIRED"
    assert refused.json()["error"]["details"] == {"ways": ["password"]}

    answer = signed_in.post(CONFIRM, {"password": PASSWORD})

    assert answer.status_code == 200, answer.json()
    assert answer.json()["data"]["confirmed_until"] > timezone.now().isoformat()
    assert signed_in.post(TOTP).status_code == 200
    assert SecurityEvent.objects.filter(name="confirmed", user=nora).exists()


def test_one_sign_ins_proof_is_not_anothers(signed_in, client_of, nora):
    other = client_of(nora)
    long_ago()
    signed_in.post(CONFIRM, {"password": PASSWORD})

    assert other.post(TOTP).status_code == 403


@pytest.mark.parametrize("wrong", ["WrongPass123", PASSWORD.lower(), " " + PASSWORD])
def test_a_wrong_password_proves_nothing(signed_in, wrong):
    long_ago()

    answer = signed_in.post(CONFIRM, {"password": wrong})

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "WRONG_FACTOR"
    assert signed_in.post(TOTP).status_code == 403


@pytest.mark.parametrize(
    "body",
    [{}, {"password": ""}, {"password": PASSWORD, "code": "123456"}, {"code": ["1"]}, {"credential": "x"}],
)
def test_what_is_no_proof_at_all(signed_in, body):
    assert signed_in.post(CONFIRM, body).status_code == 400


def test_with_a_second_factor_the_password_is_no_proof(signed_in, nora):
    secret = with_totp(nora)
    long_ago()
    assert signed_in.delete(TOTP).json()["error"]["details"] == {"ways": ["totp"]}
    assert signed_in.get(CONFIRM).json()["data"]["ways"] == ["totp"]
    assert signed_in.post(CONFIRM, {"password": PASSWORD}).status_code == 400
    assert signed_in.post(CONFIRM, {"code": "000000"}).status_code == 401
    assert signed_in.delete(TOTP).status_code == 403

    code = code_of(secret)
    assert signed_in.post(CONFIRM, {"code": code}).status_code == 200
    assert signed_in.post(CONFIRM, {"code": code}).status_code == 401  # once
    assert signed_in.delete(TOTP).status_code == 204


def test_guesses_are_counted(signed_in, nora, settings):
    secret = with_totp(nora)
    for _ in range(settings.FACTOR_TRIES_PER_HOUR):
        assert signed_in.post(CONFIRM, {"code": "000000"}).status_code == 401

    assert signed_in.post(CONFIRM, {"code": code_of(secret)}).status_code == 429


def test_a_passkey_is_a_proof_once(signed_in):
    passkey = Passkey()
    begun = signed_in.post("/api/auth/passkeys/options/", {}, **AT).json()["data"]
    said = {"challenge": begun["challenge"], "credential": passkey.create(begun["options"])}
    assert signed_in.post("/api/auth/passkeys/", said, **AT).status_code == 201
    long_ago()
    asked = signed_in.get(CONFIRM, **AT).json()["data"]
    proof = {"challenge": asked["challenge"], "credential": passkey.get(asked["options"])}

    assert signed_in.post(CONFIRM, proof, **AT).status_code == 200
    assert signed_in.post("/api/auth/recovery-codes/").status_code == 201
    assert signed_in.post(CONFIRM, proof, **AT).json()["error"]["code"] == "CHALLENGE_OVER"


def test_a_refresh_proves_nothing(visitor, nora):
    taken = visitor.post("/api/token/", {"username": "nora", "password": PASSWORD}).json()
    long_ago()

    access = visitor.post("/api/token/refresh/", {"refresh": taken["refresh"]}).json()["access"]

    assert visitor.post(TOTP, HTTP_AUTHORIZATION=f"Bearer {access}").status_code == 403


def test_where_a_seller_is_paid_to_needs_one_by_both_doors(signed_in):
    said = {"holder": "Nora Weiss", "iban": "DE89370400440532013000"}
    long_ago()

    assert signed_in.put("/api/payout-account/", said).json()["error"]["code"] == "CONFIRMATION_REQUIRED"
    assert signed_in.delete("/api/payout-account/").json()["error"]["code"] == "CONFIRMATION_REQUIRED"
    mutation = "mutation($i: PayoutAccountInput!) { setPayoutAccount(input: $i) { iban } }"
    assert refusal(signed_in, mutation, i=said)["code"] == "CONFIRMATION_REQUIRED"
    assert signed_in.get("/api/payout-account/").status_code == 404

    signed_in.post(CONFIRM, {"password": PASSWORD})

    assert signed_in.put("/api/payout-account/", said).status_code == 200


def test_a_visitor_is_asked_to_sign_in(visitor):
    assert visitor.get(CONFIRM).status_code == 401
    assert visitor.post(CONFIRM, {"password": PASSWORD}).status_code == 401
