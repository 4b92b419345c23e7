"""A new password, by the old one or by a link, ends what was signed in before."""

import threading
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import LinkRequest, User
from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.mail.models import Mail
from tests.asking import ask, refusal
from tests.delivering import deliver_events
from tests.factories.accounts import PASSWORD, UserFactory
from tests.mailbox import key_for, letters_to

pytestmark = pytest.mark.django_db

CHANGE, ASK, RESET = (
    "/api/auth/password/",
    "/api/auth/password/reset/",
    "/api/auth/password/reset/confirm/",
)
NEW = "AnotherStrongPass456"
CHANGED = {"current_password": PASSWORD, "new_password": NEW}


@pytest.fixture
def nora(db) -> User:
    return UserFactory(username="nora", email="nora@example.com")


@pytest.fixture
def key(visitor, nora) -> str:
    visitor.post(ASK, {"email": "Nora@Example.com"})
    deliver_events()
    return key_for(nora.email)


def _signs_in(password: str, username: str = "nora") -> bool:
    answer = APIClient().post("/api/token/", {"username": username, "password": password})
    return answer.status_code == 200


def test_a_change_ends_every_sign_in_and_gives_the_caller_a_new_one(nora, client_of):
    mine, other = client_of(nora), client_of(nora)

    answer = mine.post(CHANGE, CHANGED)

    assert answer.status_code == 200
    for old in (mine, other):
        assert old.get("/api/auth/profile/").status_code == 401
    mine.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['data']['access']}")
    assert mine.get("/api/auth/profile/").status_code == 200
    assert _signs_in(NEW)
    assert not _signs_in(PASSWORD)
    assert SecurityEvent.objects.filter(name="password_changed", user=nora).count() == 1
    told = letters_to(nora.email)[-1]
    assert "changed" in told.subject
    assert told.html


def test_a_browser_goes_on_with_its_cookie(nora, client_of):
    mine = client_of(nora)
    mine.cookies["nexus_refresh"] = "whatever-it-was"

    foreign = mine.post(CHANGE, CHANGED, HTTP_ORIGIN="https://evil.example")
    assert foreign.status_code == 403
    answer = mine.post(CHANGE, CHANGED, HTTP_ORIGIN="http://localhost:3000")

    assert answer.json()["data"]["refresh"] is None
    assert answer.cookies["nexus_refresh"]["httponly"]
    fresh = APIClient()
    fresh.cookies["nexus_refresh"] = answer.cookies["nexus_refresh"].value
    assert fresh.post("/api/auth/refresh/", {}, HTTP_ORIGIN="http://localhost:3000").status_code == 200


def test_a_change_takes_the_present_password(nora, client_of):
    answer = client_of(nora).post(CHANGE, {**CHANGED, "current_password": "WrongPass123"})

    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == ["current_password"]
    assert _signs_in(PASSWORD)


@pytest.mark.parametrize("new", ["short", "12345678901", "password", "nora@example.com"])
def test_a_weak_password_is_refused_by_its_field(nora, client_of, visitor, key, new):
    answer = client_of(nora).post(CHANGE, {**CHANGED, "new_password": new})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == ["new_password"]

    answer = visitor.post(RESET, {"key": key, "password": new})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == ["password"]
    assert visitor.post(RESET, {"key": key, "password": NEW}).status_code == 200  # the link is still good


def test_a_visitor_changes_nothing(visitor, nora):
    assert visitor.post(CHANGE, CHANGED).status_code == 401


def test_a_link_sets_a_password_once_and_ends_every_sign_in(visitor, nora, client_of, key):
    mine = client_of(nora)

    assert visitor.post(RESET, {"key": key, "password": NEW}).status_code == 200

    assert mine.get("/api/auth/profile/").status_code == 401
    assert _signs_in(NEW)
    again = visitor.post(RESET, {"key": key, "password": "YetAnotherPass789"})
    assert again.status_code == 422
    assert again.json()["error"]["code"] == "LINK_VOID"
    assert _signs_in(NEW)
    assert "set anew" in letters_to(nora.email)[-1].subject


def test_a_link_that_was_followed_proves_the_mailbox(visitor, nora, key):
    visitor.post(RESET, {"key": key, "password": NEW})

    assert nora.emailaddress_set.get().verified


def test_a_link_runs_out(visitor, nora, key, monkeypatch, settings):
    later = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)
    monkeypatch.setattr(
        "django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda _: later.replace(tzinfo=None)
    )

    assert visitor.post(RESET, {"key": key, "password": NEW}).status_code == 422


@pytest.mark.parametrize("since", ["password", "email", "is_active"])
def test_what_changed_meanwhile_voids_a_link(visitor, nora, key, since):
    if since == "password":
        nora.set_password("SomethingElse123")
    elif since == "email":
        nora.email = "other@example.com"
    else:
        nora.shut()
    nora.save()

    assert visitor.post(RESET, {"key": key, "password": NEW}).status_code == 422


def test_a_link_serves_one_account_and_one_purpose(visitor, nora, key):
    other = UserFactory(username="other")
    foreign = f"{other.pk.hex}-{key.partition('-')[2]}"
    confirming = None

    for bad in (foreign, key[:-1], f"{nora.pk.hex}-", "x-y", key.partition("-")[2], confirming or "0-0-0"):
        answer = visitor.post(RESET, {"key": bad, "password": NEW}, HTTP_X_REQUEST_ID="same")
        assert answer.status_code == 422
    assert not _signs_in(NEW, "other")
    assert not _signs_in(NEW)


def test_a_password_from_a_link_is_no_way_round_a_second_factor(visitor, nora, key):
    TOTP.activate(nora, "A" * 32)

    visitor.post(RESET, {"key": key, "password": NEW})

    answer = visitor.post("/api/token/", {"username": "nora", "password": NEW})
    assert answer.json()["error"]["code"] == "MFA_REQUIRED"


def test_asking_tells_nobody_whose_an_address_is(visitor, nora):
    UserFactory(email="gone@example.com", is_active=False)
    addresses = ("nora@example.com", "NORA@EXAMPLE.COM", "gone@example.com", "nobody@example.com")

    answers = [visitor.post(ASK, {"email": email}, HTTP_X_REQUEST_ID="same") for email in addresses]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert not Mail.objects.exists()  # nothing is looked up before the answer
    deliver_events()
    assert {tuple(mail.to) for mail in Mail.objects.all()} == {("nora@example.com",)}
    assert not LinkRequest.objects.exists()


def test_a_link_that_nobody_has_opened_yet_is_left_to_its_account(visitor, nora, key):
    visitor.post(ASK, {"email": nora.email})
    deliver_events()

    assert visitor.post(RESET, {"key": key, "password": NEW}).status_code == 200


@pytest.fixture
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,3/15m/key", "confirm_email": "1/3m/key"}
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "resets"}
    }


@pytest.mark.parametrize(("path", "times"), [(ASK, 3), ("/api/auth/email/resend/", 1)])
def test_asking_is_limited_alike_for_known_and_unknown(visitor, nora, limits, path, times):
    for email in ("nora@example.com", "nobody@example.com"):
        answers = [visitor.post(path, {"email": email}).status_code for _ in range(times + 1)]
        assert answers == [200] * times + [429]


def test_the_page_for_browsers_tells_by_mail_and_ends_sign_ins_too(visitor, nora, client_of, key, client):
    mine = client_of(nora)
    page = client.get(f"/accounts/password/reset/key/{key}/", follow=True)
    form = {"password1": NEW, "password2": NEW}
    client.post(page.redirect_chain[-1][0], form)

    assert _signs_in(NEW)
    assert mine.get("/api/auth/profile/").status_code == 401
    assert "set anew" in letters_to(nora.email)[-1].subject


def test_the_same_over_graphql(visitor, nora):
    asking = "mutation($e: String!) { requestPasswordReset(input: {email: $e}) }"
    assert ask(visitor, asking, e=nora.email) == ask(visitor, asking, e="nobody@example.com")
    deliver_events()
    setting = "mutation($k: String!, $p: String!) { resetPassword(input: {key: $k, password: $p}) }"
    key = key_for(nora.email)
    assert refusal(visitor, setting, k=key, p="short")["code"] == "VALIDATION_ERROR"
    assert ask(visitor, setting, k=key, p=NEW) == {"resetPassword": True}
    assert refusal(visitor, setting, k=key, p=NEW)["code"] == "LINK_VOID"
    assert _signs_in(NEW)

    nora.emailaddress_set.update(verified=False)
    assert ask(visitor, "mutation($e: String!) { resendConfirmation(input: {email: $e}) }", e=nora.email)
    deliver_events()
    confirming = "mutation($k: String!) { confirmEmail(input: {key: $k}) }"
    assert ask(visitor, confirming, k=key_for(nora.email)) == {"confirmEmail": True}
    assert nora.emailaddress_set.get().verified


@pytest.mark.django_db(transaction=True)
def test_of_two_who_follow_a_link_at_once_one_sets_the_password():
    nora = UserFactory(username="nora", email="nora@example.com")
    APIClient().post(ASK, {"email": nora.email})
    deliver_events()
    key, answers = key_for(nora.email), []

    def follow(password: str) -> None:
        answers.append(APIClient().post(RESET, {"key": key, "password": password}).status_code)
        connection.close()

    threads = [threading.Thread(target=follow, args=[f"{NEW}{n}"]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 422, 422, 422]
