"""The back office is entered by the same login as everything else."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Permission
from django.test import Client

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.events.models import Event
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=False)


@pytest.fixture
def boss(db):
    return UserFactory(username="boss", admin=True)


def signed_in(browser: Client, name: str, password: str = PASSWORD):
    return browser.post(LOGIN, {"login": name, "password": password})


def test_the_admins_own_login_leads_to_the_one(browser, boss):
    for answer in (browser.get("/admin/login/"), browser.get("/admin/")):
        assert answer.status_code == 302
        assert "login" in answer["Location"]
    answer = browser.post("/admin/login/", {"username": "boss", "password": PASSWORD})
    assert answer["Location"].startswith(LOGIN)
    assert browser.get("/admin/").status_code == 302


def test_an_administrator_gets_in(browser, boss):
    asked = browser.get("/admin/", follow=True)
    assert asked.redirect_chain[-1][0].startswith(LOGIN)

    answer = browser.post(asked.redirect_chain[-1][0], {"login": "boss", "password": PASSWORD})

    assert answer.status_code == 302
    assert "/admin/" in answer["Location"]
    assert browser.get("/admin/").status_code == 200


def test_a_wrong_password_and_a_plain_account_do_not(browser, boss):
    UserFactory(username="nora")
    assert signed_in(browser, "boss", "WrongPass123").status_code == 200
    assert browser.get("/admin/").status_code == 302

    signed_in(browser, "nora")
    assert browser.get("/admin/login/").status_code == 403


def test_with_a_second_factor_the_password_is_not_enough(browser, boss):
    TOTP.activate(boss, "A" * 32)

    answer = signed_in(browser, "boss")

    assert answer.status_code == 302
    assert "2fa" in answer["Location"]
    assert browser.get("/admin/").status_code == 302


def test_accounts_are_not_opened_there(browser):
    answer = browser.post(
        "/accounts/signup/",
        {"username": "nora", "email": "n@example.com", "password1": PASSWORD},
    )

    assert b"closed" in answer.content.lower()
    assert not TokenFamily.objects.exists()
    assert b"/accounts/signup/" not in browser.get(LOGIN).content


def test_the_pages_can_be_read(browser, boss):
    for path in (LOGIN, "/accounts/signup/", "/accounts/password/reset/", "/accounts/confirm-email/"):
        assert browser.get(path).status_code == 200


def test_a_deactivated_administrator_is_out_at_once(browser, boss):
    signed_in(browser, "boss")
    boss.shut()
    boss.save()

    assert browser.get("/admin/").status_code == 302


def test_deactivating_an_account_there_ends_its_sign_ins_for_good(browser, boss):
    user = UserFactory(username="nora")
    tokens = issue_tokens(user)
    signed_in(browser, "boss")
    form = {
        "username": "nora",
        "email": user.email,
        "first_name": "",
        "last_name": "",
        "phone": "",
        "bio": "",
    }

    assert browser.post(f"/admin/accounts/user/{user.pk}/change/", form).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    assert (
        browser.post(f"/admin/accounts/user/{user.pk}/change/", {**form, "is_active": "on"}).status_code
        == 302
    )

    user.refresh_from_db()
    assert user.is_active
    assert browser.get("/api/auth/profile/", HTTP_AUTHORIZATION=f"Bearer {tokens.access}").status_code == 401


def test_an_account_is_made_there(browser, boss):
    signed_in(browser, "boss")

    browser.post(
        "/admin/accounts/user/add/",
        {"username": "made", "email": "Made@Example.com", "password1": PASSWORD, "password2": PASSWORD},
    )

    answer = browser.post("/api/token/", {"email": "made@example.com", "password": PASSWORD})
    assert answer.status_code == 200


def test_a_taken_name_is_told_there(browser, boss):
    signed_in(browser, "boss")

    answer = browser.post(
        "/admin/accounts/user/add/",
        {"username": "BOSS", "email": "b@example.com", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert answer.status_code == 200
    assert b"taken" in answer.content


def test_sign_ins_are_read_and_ended_there(browser, boss):
    tokens = issue_tokens(UserFactory())
    family = TokenFamily.objects.get()
    signed_in(browser, "boss")
    listed = browser.get("/admin/authentication/tokenfamily/")
    assert listed.status_code == 200
    assert browser.get(f"/admin/authentication/tokenfamily/{family.pk}/change/").status_code == 200
    assert str(family.security_stamp) not in listed.content.decode()

    browser.post("/admin/authentication/tokenfamily/", {"action": "end", "_selected_action": str(family.pk)})

    assert browser.get("/api/auth/profile/", HTTP_AUTHORIZATION=f"Bearer {tokens.access}").status_code == 401


def test_a_browsers_session_opens_no_door_of_the_api(browser, boss):
    signed_in(browser, "boss")

    assert browser.get("/api/users/").status_code == 401


def the_form_of(user, **changes):
    said = {
        "username": user.username,
        "email": user.email,
        "first_name": "",
        "last_name": "",
        "phone": "",
        "bio": "",
    }
    flags = {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)}
    return {name: value for name, value in {**said, **flags, **changes}.items() if value is not None}


def page_of(user):
    return f"/admin/accounts/user/{user.pk}/change/"


def test_what_is_changed_there_is_announced(browser, boss):
    user = UserFactory(username="nora", email="nora@example.com")
    signed_in(browser, "boss")

    browser.post(page_of(user), the_form_of(user, email="new@example.com", is_seller="on", is_premium="on"))

    told = {event.name: event for event in Event.objects.filter(subject=str(user.pk))}
    assert set(told) == {"accounts.user.changed", "accounts.role.taken"}
    assert told["accounts.user.changed"].payload["fields"] == ["email", "is_premium", "is_seller"]
    assert told["accounts.user.changed"].actor_id == boss.pk
    assert [(one.email, one.verified) for one in user.emailaddress_set.all()] == [("new@example.com", False)]


def test_what_is_opened_and_deleted_there_is_announced(browser, boss):
    signed_in(browser, "boss")
    said = {"username": "made", "email": "made@example.com", "password1": PASSWORD, "password2": PASSWORD}

    assert browser.post("/admin/accounts/user/add/", said).status_code == 302
    made = User.objects.get(username="made")
    assert browser.post(f"/admin/accounts/user/{made.pk}/delete/", {"post": "yes"}).status_code == 302

    told = Event.objects.filter(subject=str(made.pk)).order_by("position").values_list("name", flat=True)
    assert list(told) == ["accounts.user.registered", "accounts.user.deleted"]


@pytest.mark.parametrize("dropped", ["is_active", "is_superuser"])
def test_the_last_administrator_stays_one(browser, boss, dropped):
    signed_in(browser, "boss")

    refused = browser.post(page_of(boss), the_form_of(boss, **{dropped: None}))
    kept = browser.post(f"/admin/accounts/user/{boss.pk}/delete/", {"post": "yes"})

    assert (refused.status_code, kept.status_code) == (422, 422)
    assert b"This is the last administrator." in refused.content
    boss.refresh_from_db()
    assert (boss.is_active, boss.is_superuser) == (True, True)
    UserFactory(username="second", admin=True)
    assert browser.post(page_of(boss), the_form_of(boss, **{dropped: None})).status_code == 302


def test_staff_who_may_change_accounts_make_no_administrators(browser, boss):
    clerk = UserFactory(username="clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    signed_in(browser, "clerk")

    refused = browser.post(page_of(clerk), the_form_of(clerk, is_superuser="on"))

    assert refused.status_code == 403
    clerk.refresh_from_db()
    assert not clerk.is_superuser
