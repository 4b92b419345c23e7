"""A password alone opens nothing where a second factor stands: the challenge, by every door."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.db import connection
from django.test import Client
from redis import Redis
from rest_framework.test import APIClient

from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.authentication import challenges
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.kit.valkey import valkey
from tests.delivering import deliver_events
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import code_of, with_totp

pytestmark = pytest.mark.django_db

LOGIN, TOKEN = "/api/auth/login/", "/api/token/"
MFA, BARE = "/api/auth/login/mfa/", "/api/token/mfa/"
PROFILE = "/api/auth/profile/"
PAGE = "/accounts/2fa/authenticate/"


@pytest.fixture
def nora(db):
    return UserFactory(username="nora", email="nora@example.com")


@pytest.fixture
def secret(nora) -> str:
    return with_totp(nora)


def challenge(client, door=LOGIN) -> str:
    answer = client.post(door, {"username": "nora", "password": PASSWORD})
    assert answer.status_code == 401, answer.json()
    assert answer.json()["error"]["code"] == "MFA_REQUIRED"
    return answer.json()["error"]["details"]["challenge"]


def refused(answer, code="WRONG_FACTOR", status=401):
    assert answer.status_code == status, answer.json()
    assert answer.json()["error"]["code"] == code
    assert not TokenFamily.objects.exists()


def test_the_login_tells_how_to_go_on(visitor, nora, secret):
    RecoveryCodes.activate(nora)

    details = visitor.post(LOGIN, {"username": "nora", "password": PASSWORD}).json()["error"]["details"]

    assert details["ways"] == ["totp", "recovery_code"]
    assert details["expires_in"] == 300
    assert len(details["challenge"]) > 40


def test_a_code_finishes_the_sign_in(visitor, nora, secret):
    answer = visitor.post(MFA, {"challenge": challenge(visitor), "code": code_of(secret)})

    assert answer.status_code == 200, answer.json()
    data = answer.json()["data"]
    assert set(data) == {"access", "refresh", "user"}
    assert data["user"]["id"] == str(nora.pk)
    assert visitor.get(PROFILE, HTTP_AUTHORIZATION=f"Bearer {data['access']}").status_code == 200
    assert not answer.cookies
    assert SecurityEvent.objects.filter(name="signed_in", user=nora).exists()


def test_bare_too(visitor, secret):
    answer = visitor.post(BARE, {"challenge": challenge(visitor, TOKEN), "code": code_of(secret)})

    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh"}


def test_a_recovery_code_signs_in_once(visitor, nora, secret):
    codes = RecoveryCodes.activate(nora).generate_codes()

    assert visitor.post(MFA, {"challenge": challenge(visitor), "code": codes[3]}).status_code == 200

    TokenFamily.objects.all().delete()
    refused(visitor.post(MFA, {"challenge": challenge(visitor), "code": codes[3]}))
    assert visitor.post(MFA, {"challenge": challenge(visitor), "code": codes[4]}).status_code == 200


def test_a_code_counts_once_also_for_another_challenge(visitor, secret):
    for ahead in (-1, 0):
        code = code_of(secret, ahead=ahead)
        first, second = challenge(visitor), challenge(visitor)
        assert visitor.post(MFA, {"challenge": first, "code": code}).status_code == 200
        TokenFamily.objects.all().delete()
        refused(visitor.post(MFA, {"challenge": second, "code": code}))


@pytest.mark.parametrize("ahead", [-3, 3])
def test_an_old_code_and_a_future_one_are_none(visitor, secret, ahead):
    refused(visitor.post(MFA, {"challenge": challenge(visitor), "code": code_of(secret, ahead=ahead)}))


def test_a_challenge_is_met_once(visitor, secret):
    begun = challenge(visitor)
    assert visitor.post(MFA, {"challenge": begun, "code": code_of(secret)}).status_code == 200
    TokenFamily.objects.all().delete()

    refused(visitor.post(MFA, {"challenge": begun, "code": code_of(secret, ahead=1)}), "CHALLENGE_OVER")


def test_it_bears_a_few_wrong_tries_and_no_more(visitor, secret, settings):
    begun = challenge(visitor)
    for _ in range(settings.CHALLENGE_TRIES):
        refused(visitor.post(MFA, {"challenge": begun, "code": "000000"}))

    refused(visitor.post(MFA, {"challenge": begun, "code": code_of(secret)}), "CHALLENGE_OVER")


def test_many_challenges_give_no_more_guesses_at_one_account(visitor, secret, settings):
    for _ in range(settings.FACTOR_TRIES_PER_HOUR):
        refused(visitor.post(MFA, {"challenge": challenge(visitor), "code": "000000"}))

    answer = visitor.post(MFA, {"challenge": challenge(visitor), "code": code_of(secret)})

    refused(answer, "RATE_LIMITED", 429)
    assert 0 < int(answer["Retry-After"]) <= 3600


def test_the_page_for_browsers_counts_them_together_with_all_other_doors(visitor, client, secret, settings):
    client.post("/accounts/login/", {"login": "nora", "password": PASSWORD})
    for number in range(settings.FACTOR_TRIES_PER_HOUR):
        if number % 2:
            assert b"not right" in client.post(PAGE, {"code": "000000"}).content
        else:
            refused(visitor.post(MFA, {"challenge": challenge(visitor), "code": "000000"}))

    assert b"Too many wrong codes" in client.post(PAGE, {"code": code_of(secret)}).content
    refused(
        visitor.post(MFA, {"challenge": challenge(visitor), "code": code_of(secret)}), "RATE_LIMITED", 429
    )
    assert SecurityEvent.objects.filter(name="mfa_failed").count() == settings.FACTOR_TRIES_PER_HOUR


def test_a_right_code_signs_a_browser_in(client, secret):
    client.post("/accounts/login/", {"login": "nora", "password": PASSWORD})

    assert client.post(PAGE, {"code": code_of(secret)}).status_code == 302
    assert client.get("/accounts/email/").status_code == 200


def test_a_right_code_forgives_what_was_mistyped(visitor, nora, secret, settings):
    for _ in range(settings.FACTOR_TRIES_PER_HOUR - 1):
        visitor.post(MFA, {"challenge": challenge(visitor), "code": "000000"})
    assert visitor.post(MFA, {"challenge": challenge(visitor), "code": code_of(secret)}).status_code == 200

    assert not valkey().exists(f"nexus:guesses:{nora.pk}")


def test_a_challenge_is_one_accounts(visitor, secret):
    other = UserFactory()
    others = with_totp(other)

    refused(visitor.post(MFA, {"challenge": challenge(visitor), "code": code_of(others)}))


def test_a_challenge_is_for_one_purpose(visitor, nora, secret):
    begun = visitor.post("/api/auth/login/passkey/options/").json()["data"]["challenge"]

    refused(visitor.post(MFA, {"challenge": begun, "code": code_of(secret)}), "CHALLENGE_OVER")


@pytest.mark.parametrize("made_up", ["x", "", "é" * 20, "' OR 1=1 --", "*", "a" * 100])
def test_a_challenge_that_is_none(visitor, secret, made_up):
    answer = visitor.post(MFA, {"challenge": made_up, "code": code_of(secret)})

    assert answer.status_code in {400, 401}
    assert not TokenFamily.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, {"code": ""}, {"code": "1" * 40}, {"code": "123456", "credential": {"a": 1}}]
)
def test_what_is_no_proof_at_all(visitor, secret, body):
    answer = visitor.post(MFA, {"challenge": challenge(visitor), **body})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"


@pytest.mark.parametrize("code", ["", " ", "abcdef", "12345", "1234567", "\uff10" * 6, "\0", "null"])
def test_a_code_that_is_none(visitor, secret, code):
    answer = visitor.post(MFA, {"challenge": challenge(visitor), "code": code})

    assert answer.status_code in {400, 401}
    assert not TokenFamily.objects.exists()


@pytest.mark.parametrize("change", ["password", "shut", "deleted", "run out"])
def test_what_changes_meanwhile_ends_it(visitor, nora, secret, change):
    begun = challenge(visitor)
    if change == "password":
        nora.set_password("AnotherStrong456")
        nora.save()
    elif change == "shut":
        nora.shut()
        nora.save()
    elif change == "deleted":
        nora.delete()
    else:
        for key in valkey().scan_iter("nexus:challenge:*"):
            valkey().delete(key)

    refused(visitor.post(MFA, {"challenge": begun, "code": code_of(secret)}), "CHALLENGE_OVER")


def test_neither_the_secret_nor_the_challenge_can_be_read_from_where_they_are_kept(visitor, nora, secret):
    begun = challenge(visitor)

    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        assert secret not in cursor.fetchone()[0]
    for key in valkey().scan_iter("nexus:challenge:*"):
        assert begun.encode() not in key
        if valkey().type(key) == b"string":
            assert str(nora.pk).encode() not in valkey().get(key)


def test_without_valkey_nobody_passes(visitor, secret, monkeypatch):
    begun = challenge(visitor)
    monkeypatch.setattr(challenges, "valkey", lambda: Redis.from_url("redis://127.0.0.1:9/0"))

    for answer in (
        visitor.post(MFA, {"challenge": begun, "code": code_of(secret)}),
        visitor.post(LOGIN, {"username": "nora", "password": PASSWORD}),
    ):
        refused(answer, "SERVICE_UNAVAILABLE", 503)


def test_a_failure_is_written_down(visitor, nora, secret):
    visitor.post(MFA, {"challenge": challenge(visitor), "code": "000000"})

    assert SecurityEvent.objects.filter(name="mfa_failed", user=nora).count() == 1


def test_recovery_codes_alone_are_no_factor(visitor, nora):
    RecoveryCodes.activate(nora)

    assert visitor.post(LOGIN, {"username": "nora", "password": PASSWORD}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_with_one_code_one_gets_in(nora, secret):
    begun = [challenge(APIClient()) for _ in range(4)] * 5
    start, code = Barrier(20), code_of(secret)

    def meet(number: int) -> int:
        start.wait()
        try:
            return APIClient().post(MFA, {"challenge": begun[number], "code": code}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(meet, range(20)))

    assert codes.count(200) == 1
    assert TokenFamily.objects.count() == 1


def test_the_back_office_asks_a_browser_for_it_too(nora, secret):
    nora.is_staff = nora.is_superuser = True
    nora.save()
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": "nora", "password": PASSWORD})
    assert "2fa" in answer["Location"]
    assert browser.get(answer["Location"]).status_code == 200
    assert browser.get("/admin/").status_code == 302

    assert browser.post(answer["Location"], {"code": "000000"}).status_code == 200
    assert browser.get("/admin/").status_code == 302

    browser.post(answer["Location"], {"code": code_of(secret)})
    assert browser.get("/admin/").status_code == 200


def test_a_code_that_a_browser_used_is_used_for_apps_too(visitor, nora, secret):
    browser, code = Client(), code_of(secret)
    where = browser.post("/accounts/login/", {"login": "nora", "password": PASSWORD})["Location"]
    browser.post(where, {"code": code})

    refused(visitor.post(MFA, {"challenge": challenge(visitor), "code": code}))


def test_a_new_password_signs_nobody_in_past_it(nora, secret):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": nora.email})
    deliver_events()
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": "AnotherStrong456", "password2": "AnotherStrong456"})

    nora.refresh_from_db()
    assert nora.check_password("AnotherStrong456")
    assert "_auth_user_id" not in browser.session
    answer = APIClient().post(LOGIN, {"username": "nora", "password": "AnotherStrong456"})
    assert answer.json()["error"]["code"] == "MFA_REQUIRED"
