# ruff: noqa: RUF001 (that they look alike is the point)
"""An e-mail address counts once it is known to be its account's."""

import threading

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.db import connection
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import LinkRequest, User
from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.events.models import Event
from nexus.kernel.mail.models import Mail
from tests.delivering import deliver_events
from tests.factories.accounts import UserFactory
from tests.mailbox import key_for, letters_to

pytestmark = pytest.mark.django_db

PROFILE, EMAIL, PENDING = "/api/auth/profile/", "/api/auth/email/", "/api/auth/email/pending/"
CONFIRM, RESEND = "/api/auth/email/confirm/", "/api/auth/email/resend/"
NORA = {"username": "nora", "email": "nora@example.com", "password": "StrongPass123"}
NEW = "new@example.com"


@pytest.fixture
def nora(visitor) -> User:
    visitor.post("/api/auth/register/", NORA)
    return User.objects.get()


def test_registering_mails_a_link_that_confirms_once(visitor, nora, client_of):
    mine = client_of(nora)
    assert mine.get(PROFILE).json()["data"]["is_email_verified"] is False
    letter = letters_to(nora.email)[-1]
    assert "confirm" in letter.subject
    assert letter.html

    key = key_for(nora.email)
    assert visitor.post(CONFIRM, {"key": key}).status_code == 200
    assert mine.get(PROFILE).json()["data"]["is_email_verified"] is True
    assert Event.objects.filter(name="accounts.email.confirmed", subject=str(nora.pk)).count() == 1
    assert SecurityEvent.objects.filter(name="email_confirmed", user=nora).exists()

    again = visitor.post(CONFIRM, {"key": key})
    assert again.status_code == 422
    assert again.json()["error"]["code"] == "LINK_VOID"


@pytest.mark.parametrize("key", ["", "x", "MQ:1:x", "0" * 300])
def test_a_made_up_key_confirms_nothing(visitor, nora, key):
    assert visitor.post(CONFIRM, {"key": key}).status_code in {400, 422}
    assert not EmailAddress.objects.get().verified


def test_a_key_to_reset_a_password_confirms_nothing(visitor, nora):
    visitor.post("/api/auth/password/reset/", {"email": nora.email})
    deliver_events()

    assert visitor.post(CONFIRM, {"key": key_for(nora.email)}).status_code == 422
    assert not EmailAddress.objects.get().verified


def test_where_it_is_mandatory_the_link_opens_the_door(visitor, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    visitor.post("/api/auth/register/", NORA)
    assert visitor.post("/api/token/", NORA).status_code == 403
    assert not TokenFamily.objects.exists()

    visitor.post(CONFIRM, {"key": key_for(NORA["email"])})

    assert visitor.post("/api/token/", NORA).status_code == 200


def test_resending_mails_once_more_and_tells_nobody_whose_the_address_is(visitor, nora):
    UserFactory(email="done@example.com").emailaddress_set.create(
        email="done@example.com", verified=True, primary=True
    )
    Mail.objects.all().delete()

    answers = [
        visitor.post(RESEND, {"email": email}, HTTP_X_REQUEST_ID="same")
        for email in (nora.email, "NORA@example.com", "done@example.com", "nobody@example.com")
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    deliver_events()
    assert [mail.to for mail in Mail.objects.all()] == [[nora.email]] * 2
    assert visitor.post(CONFIRM, {"key": key_for(nora.email)}).status_code == 200
    assert not LinkRequest.objects.exists()


@pytest.mark.parametrize("path", [RESEND, "/api/auth/password/reset/"])
def test_as_much_is_done_for_nobodys_address(visitor, nora, path, django_assert_num_queries):
    with django_assert_num_queries(4):  # the request, its event, in a transaction
        visitor.post(path, {"email": nora.email})
    with django_assert_num_queries(4):
        visitor.post(path, {"email": "nobody@example.com"})


@pytest.mark.parametrize(("method", "path"), [("post", EMAIL), ("put", PROFILE), ("patch", PROFILE)])
def test_a_new_address_counts_once_it_is_confirmed(visitor, nora, client_of, method, path):
    visitor.post(CONFIRM, {"key": key_for(nora.email)})
    mine = client_of(nora)

    data = getattr(mine, method)(path, {"email": NEW}).json()["data"]
    assert (data["email"], data["pending_email"], data["is_email_verified"]) == (nora.email, NEW, True)
    assert "about to change" in letters_to(nora.email)[-1].subject

    assert visitor.post(CONFIRM, {"key": key_for(NEW)}).status_code == 200
    data = mine.get(PROFILE).json()["data"]
    assert (data["email"], data["pending_email"], data["is_email_verified"]) == (NEW, None, True)
    told = letters_to(nora.email)[-1]
    assert "was changed" in told.subject
    assert NEW in told.text
    assert [address.email for address in EmailAddress.objects.all()] == [NEW]


def test_an_address_that_waits_is_no_way_in(visitor, nora, client_of):
    client_of(nora).post(EMAIL, {"email": NEW})

    for email, status in ((NEW, 401), (nora.email, 200)):
        answer = visitor.post("/api/token/", {"email": email, "password": NORA["password"]})
        assert answer.status_code == status
    visitor.post("/api/auth/password/reset/", {"email": NEW})
    deliver_events()
    assert len(letters_to(NEW)) == 1  # its own link, and none to set a password


def test_ones_own_account_by_its_id_is_no_way_round(nora, client_of):
    answer = client_of(nora).put(f"/api/users/{nora.pk}/", {"email": NEW})

    assert answer.json()["data"]["pending_email"] == NEW
    nora.refresh_from_db()
    assert nora.email == NORA["email"]


def test_where_nothing_is_confirmed_it_counts_at_once_and_the_old_one_is_told(nora, client_of, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"

    assert client_of(nora).put(PROFILE, {"email": NEW}).json()["data"]["email"] == NEW
    assert "was changed" in letters_to(NORA["email"])[-1].subject


def test_the_old_address_can_be_kept_after_all(visitor, nora, client_of):
    mine = client_of(nora)
    mine.post(EMAIL, {"email": NEW})
    key = key_for(NEW)

    assert mine.delete(PENDING).status_code == 204
    assert mine.get(PROFILE).json()["data"]["pending_email"] is None
    assert visitor.post(CONFIRM, {"key": key}).status_code == 422
    assert mine.delete(PENDING).status_code == 404


def test_only_the_last_address_waits(visitor, nora, client_of):
    mine = client_of(nora)
    mine.post(EMAIL, {"email": "first@example.com"})
    mine.post(EMAIL, {"email": NEW})

    assert visitor.post(CONFIRM, {"key": key_for("first@example.com")}).status_code == 422
    assert visitor.post(CONFIRM, {"key": key_for(NEW)}).status_code == 200


def test_a_taken_address_is_a_conflict_now_and_when_it_is_confirmed(visitor, nora, client_of):
    UserFactory(email="taken@example.com")
    assert client_of(nora).post(EMAIL, {"email": "Taken@example.com"}).status_code == 409

    client_of(nora).post(EMAIL, {"email": NEW})
    UserFactory(email=NEW)  # somebody opens an account under it meanwhile
    answer = visitor.post(CONFIRM, {"key": key_for(NEW)})
    assert answer.status_code == 409
    nora.refresh_from_db()
    assert nora.email == NORA["email"]


def test_a_change_of_address_asks_for_a_fresh_proof(nora, client_of):
    mine = client_of(nora)
    TokenFamily.objects.update(confirmed_at=None)

    for answer in (mine.post(EMAIL, {"email": NEW}), mine.put(PROFILE, {"email": NEW})):
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "CONFIRMATION_REQUIRED"
    assert mine.put(PROFILE, {"email": nora.email, "bio": "Hello"}).status_code == 200


@pytest.mark.parametrize(
    "email",
    ["new@example.com\r\nBcc: x@example.com", '"a b"@example.com', "a@[127.0.0.1]", "nоra@example.com"],
)
def test_an_address_with_tricks_in_it_is_refused(nora, client_of, email):
    assert client_of(nora).post(EMAIL, {"email": email}).status_code == 400
    assert EmailAddress.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_one_address_at_once_one_gets_it(settings):
    users = [UserFactory(), UserFactory()]
    keys = []
    for user in users:
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        waiting = user.emailaddress_set.create(email=NEW)
        keys.append(EmailConfirmationHMAC.create(waiting).key)
    answers: list[int] = []

    def confirm(key: str) -> None:
        answers.append(APIClient().post(CONFIRM, {"key": key}).status_code)
        connection.close()

    threads = [threading.Thread(target=confirm, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 409]
    assert EmailAddress.objects.filter(email=NEW, verified=True).count() == 1
