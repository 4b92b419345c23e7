"""allauth's pages for people with a browser: all open, and none is a way round what an app is asked."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from nexus.kernel.accounts.actions import ask_for_link
from nexus.kernel.accounts.models import LinkPurpose
from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.events.models import Event
from tests.delivering import deliver_events
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import code_of, with_totp
from tests.mailbox import key_for, letters_to

pytestmark = pytest.mark.django_db

OWN = [
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "account_logout",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
]
PROVEN = ["mfa_activate_totp", "mfa_add_webauthn"]
CLOSED = ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"]


@pytest.fixture
def nora(db):
    user = UserFactory(username="nora", email="nora@example.com")
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


@pytest.fixture
def browser(nora) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": "nora", "password": PASSWORD})
    return browser


def confirm(browser, **proof):
    page = "mfa_reauthenticate" if "code" in proof else "account_reauthenticate"
    return browser.post(reverse(page), proof)


@pytest.mark.parametrize("page", [*OWN, *PROVEN])
def test_a_page_of_ones_own_opens(browser, page):
    confirm(browser, password=PASSWORD)

    assert browser.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", CLOSED)
def test_a_page_for_strangers_opens(client, page):
    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", ["mfa_index", "mfa_list_webauthn", "mfa_deactivate_totp"])
def test_a_page_of_factors_opens_where_there_are_some(browser, nora, page):
    secret = with_totp(nora)
    confirm(browser, code=code_of(secret))

    assert browser.get(reverse(page), follow=True).status_code == 200


def test_a_passkey_is_offered_at_the_door(client):
    assert b'id="passkey_login"' in client.get("/accounts/login/").content


def test_with_a_second_factor_the_password_confirms_nothing(browser, nora):
    secret = with_totp(nora)
    factor = Authenticator.objects.get()

    led = confirm(browser, password=PASSWORD)
    browser.post(reverse("mfa_deactivate_totp"))

    assert led["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(pk=factor.pk).exists()

    confirm(browser, code=code_of(secret))
    browser.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(pk=factor.pk).exists()


def test_a_new_address_takes_a_proof_and_the_old_one_is_told(browser, nora):
    said = {"email": "new@example.com", "action_add": ""}
    led = browser.post(reverse("account_email"), said)
    assert led["Location"].startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="new@example.com").exists()

    confirm(browser, password=PASSWORD)
    browser.post(reverse("account_email"), said)

    deliver_events()
    assert [letter.subject for letter in letters_to(nora.email)] == ["Your e-mail address is about to change"]
    assert SecurityEvent.objects.filter(name="email_change_asked", user=nora).exists()
    browser.post(reverse("account_confirm_email", args=[key_for("new@example.com")]))
    nora.refresh_from_db()
    assert nora.email == "new@example.com"
    told = Event.objects.filter(subject=str(nora.pk)).values_list("name", flat=True)
    assert {"accounts.email.confirmed", "accounts.user.changed"} <= set(told)
    assert SecurityEvent.objects.filter(name="email_confirmed", user=nora).exists()


def test_an_address_that_is_taken_is_said_to_be(browser):
    UserFactory(email="mara@example.com")
    confirm(browser, password=PASSWORD)

    answer = browser.post(reverse("account_email"), {"email": "mara@example.com", "action_add": ""})

    assert b"This e-mail address is taken." in answer.content


def test_a_new_password_is_announced(browser, nora):
    said = {"oldpassword": PASSWORD, "password1": "Another-Word-5", "password2": "Another-Word-5"}
    browser.post(reverse("account_change_password"), said)

    nora.refresh_from_db()
    assert nora.check_password("Another-Word-5")
    assert Event.objects.filter(name="authentication.password.changed", subject=str(nora.pk)).count() == 1


def test_a_link_followed_to_a_new_password_confirms_the_mailbox(client, nora):
    EmailAddress.objects.update(verified=False)
    ask_for_link(LinkPurpose.RESET, nora.email)
    deliver_events()

    led = client.get(f"/accounts/password/reset/key/{key_for(nora.email)}/")
    client.post(led["Location"], {"password1": "Another-Word-5", "password2": "Another-Word-5"})

    assert EmailAddress.objects.get().verified
    assert Event.objects.filter(name="authentication.password.changed").count() == 1
