"""Passkeys: set up, named, removed; as a second factor, and as the only one."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from nexus.kernel.authentication.models import TokenFamily
from tests.delivering import deliver_events
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import Passkey, code_of, with_totp

pytestmark = pytest.mark.django_db

OPTIONS, KEYS = "/api/auth/passkeys/options/", "/api/auth/passkeys/"
BEGIN, ALONE = "/api/auth/login/passkey/options/", "/api/auth/login/passkey/"
MFA, MFA_OPTIONS = "/api/auth/login/mfa/", "/api/auth/login/mfa/options/"
AT = {"HTTP_HOST": "localhost"}


@pytest.fixture
def nora(db):
    return UserFactory(username="nora", email="nora@example.com")


@pytest.fixture
def signed_in(client_of, nora):
    return client_of(nora)


def add(client, passkey: Passkey, *, passwordless=True, name="Blue key"):
    begun = client.post(OPTIONS, {"passwordless": passwordless}, **AT).json()["data"]
    said = {"challenge": begun["challenge"], "name": name, "credential": passkey.create(begun["options"])}
    return client.post(KEYS, said, **AT)


def sign_in_alone(client, passkey: Passkey, host="localhost"):
    begun = client.post(BEGIN, HTTP_HOST=host).json()["data"]
    said = {"challenge": begun["challenge"], "credential": passkey.get(begun["options"])}
    return client.post(ALONE, said, HTTP_HOST=host)


def test_one_is_added_with_recovery_codes_and_the_owner_is_told(signed_in, nora):
    answer = add(signed_in, Passkey())

    assert answer.status_code == 201, answer.json()
    data = answer.json()["data"]
    assert (data["passkey"]["name"], data["passkey"]["passwordless"]) == ("Blue key", True)
    assert len(data["recovery_codes"]) == 10
    assert add(signed_in, Passkey(), name="").json()["data"]["recovery_codes"] == []
    deliver_events()
    assert [message.to for message in mail.outbox] == [[nora.email]] * 2
    assert "a passkey was added" in mail.outbox[0].body
    kinds = [factor["type"] for factor in signed_in.get("/api/auth/factors/").json()["data"]["factors"]]
    assert sorted(kinds) == ["recovery_codes", "webauthn", "webauthn"]


def test_of_an_answer_only_what_is_read_is_kept(signed_in):
    begun = signed_in.post(OPTIONS, {}, **AT).json()["data"]
    made = Passkey().create(begun["options"])
    told = {**made, "smuggled": "x", "response": {**made["response"], "smuggled": "x"}}

    answer = signed_in.post(KEYS, {"challenge": begun["challenge"], "name": "", "credential": told}, **AT)

    assert answer.status_code == 201
    assert "smuggled" not in str(Authenticator.objects.get(type="webauthn").data)


def test_it_signs_in_alone(visitor, signed_in, nora):
    passkey = Passkey()
    add(signed_in, passkey)

    answer = sign_in_alone(visitor, passkey)

    assert answer.status_code == 200, answer.json()
    data = answer.json()["data"]
    assert data["user"]["username"] == "nora"
    header = {"HTTP_AUTHORIZATION": f"Bearer {data['access']}"}
    assert visitor.get("/api/auth/profile/", **header).status_code == 200


def test_alone_it_is_both_factors(visitor, signed_in, nora):
    passkey = Passkey()
    add(signed_in, passkey)
    with_totp(nora)

    assert sign_in_alone(visitor, passkey).status_code == 200


def test_it_is_the_second_factor(visitor, signed_in):
    passkey = Passkey(verifies=False)
    add(signed_in, passkey, passwordless=False)
    refused = visitor.post("/api/auth/login/", {"username": "nora", "password": PASSWORD}, **AT)
    details = refused.json()["error"]["details"]
    assert details["ways"] == ["recovery_code", "webauthn"]
    begun = visitor.post(MFA_OPTIONS, {"challenge": details["challenge"]}, **AT).json()["data"]

    said = {"challenge": begun["challenge"], "credential": passkey.get(begun["options"])}
    answer = visitor.post(MFA, said, **AT)

    assert answer.status_code == 200, answer.json()
    assert answer.json()["data"]["user"]["username"] == "nora"


def test_guesses_at_codes_do_not_keep_its_owner_out(visitor, signed_in, nora, settings):
    passkey = Passkey()
    add(signed_in, passkey)
    with_totp(nora)
    for _ in range(settings.FACTOR_TRIES_PER_HOUR + 1):
        refused = visitor.post("/api/auth/login/", {"username": "nora", "password": PASSWORD}, **AT).json()
        begun = refused["error"]["details"]["challenge"]
        visitor.post(MFA, {"challenge": begun, "code": "000000"})
    options = visitor.post(MFA_OPTIONS, {"challenge": begun}, **AT).json()["data"]["options"]

    answer = visitor.post(MFA, {"challenge": begun, "credential": passkey.get(options)}, **AT)

    assert answer.status_code == 200


@pytest.mark.parametrize("passwordless", [True, False])
def test_one_of_another_origin_is_refused(signed_in, passwordless):
    for origin in ("https://evil.example", "http://localhost.evil.example", "https://localhos", "null", ""):
        answer = add(signed_in, Passkey(origin=origin), passwordless=passwordless)
        assert answer.status_code == 401, answer.json()
        assert answer.json()["error"]["code"] == "WRONG_FACTOR"
    assert not Authenticator.objects.exists()


def test_an_answer_to_another_origins_page_signs_nobody_in(visitor, signed_in):
    passkey = Passkey()
    add(signed_in, passkey)
    passkey.origin = "https://evil.example"

    assert sign_in_alone(visitor, passkey).status_code == 401
    passkey.origin = "http://localhost"
    assert sign_in_alone(visitor, passkey, host="127.0.0.1").status_code == 401
    assert TokenFamily.objects.count() == 1


def test_who_did_not_say_who_it_is_signs_in_nowhere_alone(visitor, signed_in):
    assert add(signed_in, Passkey(verifies=False)).status_code == 401
    passkey = Passkey()
    add(signed_in, passkey)
    passkey.verifies = False

    assert sign_in_alone(visitor, passkey).status_code == 401


def test_a_challenge_is_met_once(visitor, signed_in):
    passkey = Passkey()
    add(signed_in, passkey)
    begun = visitor.post(BEGIN, **AT).json()["data"]
    said = {"challenge": begun["challenge"], "credential": passkey.get(begun["options"])}
    assert visitor.post(ALONE, said, **AT).status_code == 200

    again = visitor.post(ALONE, said, **AT)

    assert again.json()["error"]["code"] == "CHALLENGE_OVER"
    other = visitor.post(BEGIN, **AT).json()["data"]["challenge"]
    assert visitor.post(ALONE, {**said, "challenge": other}, **AT).status_code == 401


def test_another_keys_signature_and_another_accounts_handle(visitor, signed_in, client_of):
    mine, others = Passkey(), Passkey()
    add(signed_in, mine)
    add(client_of(UserFactory()), others)

    for forged in (
        Passkey(id=mine.id, owner=mine.owner),
        Passkey(id=others.id, owner=mine.owner),
        Passkey(id=mine.id, owner=others.owner),
        Passkey(id=mine.id, owner="AAAA"),
        Passkey(id=mine.id, owner=""),
    ):
        assert sign_in_alone(visitor, forged).status_code == 401


def test_a_deactivated_account_is_not_signed_in(visitor, signed_in, nora):
    passkey = Passkey()
    add(signed_in, passkey)
    nora.shut()
    nora.save()

    assert sign_in_alone(visitor, passkey).status_code == 401


@pytest.mark.parametrize(
    "credential",
    [
        {"id": "x"},
        {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}},
        {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": "x"},
        {"id": "AAAA", "rawId": "BBBB", "type": "public-key", "response": {"userHandle": 7}},
        {"id": ["a"], "rawId": {"a": 1}, "type": None, "response": {"clientDataJSON": "AAAA"}},
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "AAAA",
                "attestationObject": "AAAA",
                "signature": "AAAA",
                "userHandle": "AAAA",
            },
        },
    ],
    ids=range(6),
)
def test_what_is_no_answer_of_a_passkey(visitor, signed_in, credential):
    begun = visitor.post(BEGIN, **AT).json()["data"]["challenge"]
    assert visitor.post(ALONE, {"challenge": begun, "credential": credential}, **AT).status_code == 401

    begun = signed_in.post(OPTIONS, {}, **AT).json()["data"]["challenge"]
    answer = signed_in.post(KEYS, {"challenge": begun, "credential": credential}, **AT)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "WRONG_FACTOR"


def test_what_one_has_begun_nobody_else_finishes(signed_in, client_of):
    begun = signed_in.post(OPTIONS, {}, **AT).json()["data"]
    said = {"challenge": begun["challenge"], "credential": Passkey().create(begun["options"])}

    answer = client_of(UserFactory()).post(KEYS, said, **AT)

    assert answer.json()["error"]["code"] == "CHALLENGE_OVER"


def test_it_is_renamed_and_removed(visitor, signed_in):
    passkey = Passkey()
    path = f"{KEYS}{add(signed_in, passkey).json()['data']['passkey']['id']}/"

    assert signed_in.patch(path, {"name": "Red key"}).json()["data"]["name"] == "Red key"
    assert signed_in.patch(path, {"name": "Red\nkey"}).status_code == 400
    assert signed_in.delete(path).status_code == 204
    assert signed_in.delete(path).status_code == 404
    assert sign_in_alone(visitor, passkey).status_code == 401
    assert not Authenticator.objects.exists()  # recovery codes of nothing are none


def test_nobody_elses_is_there(signed_in, client_of, admin):
    path = f"{KEYS}{add(signed_in, Passkey()).json()['data']['passkey']['id']}/"

    for other in (client_of(UserFactory()), client_of(admin)):
        assert other.patch(path, {"name": "Mine"}).status_code == 404
        assert other.delete(path).status_code == 404
    assert Authenticator.objects.filter(type="webauthn").get().data["name"] == "Blue key"


def test_a_visitor_is_asked_to_sign_in(visitor):
    assert visitor.post(OPTIONS, {}).status_code == 401
    assert visitor.get("/api/auth/factors/").status_code == 401
    assert visitor.delete(f"{KEYS}1/").status_code == 401


def test_the_domain_that_they_belong_to_can_be_named(signed_in, settings):
    settings.PASSKEY_DOMAIN = "example.com"
    passkey = Passkey(origin="https://www.example.com")

    begun = signed_in.post(OPTIONS, {}, **AT).json()["data"]
    assert begun["options"]["publicKey"]["rp"]["id"] == "example.com"
    assert add(signed_in, passkey).status_code == 201
    assert add(signed_in, Passkey(origin="https://example.com.evil.org")).status_code == 401


def test_a_code_of_an_app_is_no_passkey(visitor, nora):
    secret = with_totp(nora)
    begun = visitor.post(BEGIN, **AT).json()["data"]["challenge"]

    answer = visitor.post(ALONE, {"challenge": begun, "credential": {"code": code_of(secret)}}, **AT)

    assert answer.status_code == 401
