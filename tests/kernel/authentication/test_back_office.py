"""The back office is entered by the same login as everything else."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.test import Client

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.events.models import Event
from nexus.kernel.mail.models import Mail
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import with_totp

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

    chosen = {"action": "end", "_selected_action": str(family.pk)}
    ended = browser.post("/admin/authentication/tokenfamily/", chosen, follow=True)
    again = browser.post("/admin/authentication/tokenfamily/", chosen, follow=True)

    assert browser.get("/api/auth/profile/", HTTP_AUTHORIZATION=f"Bearer {tokens.access}").status_code == 401
    assert b"1 ended." in ended.content
    assert b"This sign-in has ended already." in again.content
    # Open sockets close by this.
    (told,) = Event.objects.filter(name="authentication.session.ended")
    assert (told.subject, told.actor_id) == (str(family.user_id), boss.pk)


def test_a_browser_is_signed_out_there(browser, boss):
    UserFactory(username="nora")
    theirs = Client()
    signed_in(theirs, "nora")
    signed_in(browser, "boss")
    session = UserSession.objects.get(user__username="nora")

    browser.post("/admin/usersessions/usersession/", {"action": "end", "_selected_action": session.pk})

    assert theirs.get("/accounts/2fa/").status_code == 302
    assert not UserSession.objects.filter(user__username="nora").exists()


def test_a_lost_factor_is_removed_there_and_its_owner_is_told(browser, boss):
    nora = UserFactory(username="nora", email="nora@example.com")
    with_totp(nora)
    RecoveryCodes.activate(nora)
    signed_in(browser, "boss")
    chosen = Authenticator.objects.get(type="totp").pk

    browser.post("/admin/mfa/authenticator/", {"action": "remove", "_selected_action": chosen})

    assert not Authenticator.objects.exists()
    (mail,) = Mail.objects.filter(to=["nora@example.com"])
    assert "a second factor was removed by an administrator" in mail.text


def test_an_address_is_vouched_for_there(browser, boss):
    nora, eve, tom = UserFactory(), UserFactory(), UserFactory(email="tom@example.com")
    EmailAddress.objects.create(user=tom, email="tom@example.com", primary=True, verified=True)
    chosen = [
        EmailAddress.objects.create(user=nora, email=nora.email, primary=True).pk,
        EmailAddress.objects.create(user=eve, email="tom@example.com").pk,
    ]
    signed_in(browser, "boss")
    page = "/admin/account/emailaddress/"

    said = browser.post(page, {"action": "confirm", "_selected_action": chosen}, follow=True).content.decode()

    assert "1 confirmed." in said
    assert "tom@example.com" in said
    assert [nora.emailaddress_set.get().verified, eve.emailaddress_set.get().verified] == [True, False]
    (told,) = Event.objects.filter(name="accounts.email.confirmed")
    assert (told.subject, told.actor_id) == (str(nora.pk), boss.pk)
    assert browser.post(f"{page}{chosen[0]}/change/", {"email": "other@example.com"}).status_code == 403


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


def test_a_password_is_set_there_and_announced(browser, boss):
    nora = UserFactory(username="nora")
    tokens = issue_tokens(nora)
    signed_in(browser, "boss")
    new = {"password1": "Another-Pass-9", "password2": "Another-Pass-9"}

    browser.post(f"/admin/accounts/user/{nora.pk}/password/", new | {"usable_password": "false"})

    nora.refresh_from_db()
    assert nora.check_password("Another-Pass-9")
    assert browser.get("/api/auth/profile/", HTTP_AUTHORIZATION=f"Bearer {tokens.access}").status_code == 401
    (told,) = Event.objects.filter(name="authentication.password.changed")
    assert (told.subject, told.actor_id) == (str(nora.pk), boss.pk)


def test_ones_own_address_and_password_are_left_to_ones_own_pages(browser, boss):
    signed_in(browser, "boss")

    saved = browser.post(page_of(boss), the_form_of(boss, email="new@example.com", first_name="Ada"))

    boss.refresh_from_db()
    assert saved.status_code == 302
    assert boss.first_name == "Ada"
    assert boss.email != "new@example.com"
    assert browser.get("/admin/password_change/")["Location"] == "/accounts/password/change/"


def test_no_account_is_opened_there_without_a_password(browser, boss):
    signed_in(browser, "boss")
    said = {"username": "made", "email": "made@example.com", "password1": "", "password2": ""}

    answer = browser.post("/admin/accounts/user/add/", said | {"usable_password": "false"})

    assert (answer.status_code, User.objects.filter(username="made").exists()) == (200, False)


def test_a_name_that_speaks_for_the_site_is_refused_with_its_reason(browser, boss):
    user = UserFactory(username="nora")
    signed_in(browser, "boss")

    refused = browser.post(page_of(user), the_form_of(user, username="support"))

    assert refused.status_code == 400
    assert b"This name is the site&#x27;s own." in refused.content


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


def test_several_are_deleted_together_or_none(browser, boss):
    signed_in(browser, "boss")
    chosen = [UserFactory().pk, boss.pk]

    refused = browser.post(
        "/admin/accounts/user/", {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    )

    assert refused.status_code == 422
    assert User.objects.filter(pk__in=chosen).count() == 2


def test_staff_who_may_change_accounts_make_no_administrators(browser, boss):
    clerk = UserFactory(username="clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    signed_in(browser, "clerk")

    refused = browser.post(page_of(clerk), the_form_of(clerk, is_superuser="on"))

    assert refused.status_code == 403
    clerk.refresh_from_db()
    assert not clerk.is_superuser


def test_staff_who_may_change_accounts_get_no_further(browser, boss):
    everything = Permission.objects.all()
    clerk = UserFactory(username="clerk", is_staff=True)
    clerk.user_permissions.set(everything.filter(content_type__app_label__in=["accounts", "auth"]))
    may = clerk.user_permissions.count()
    signed_in(browser, "clerk")
    new = {"password1": "Taken-Over-9", "password2": "Taken-Over-9"}

    more = browser.post(page_of(clerk), the_form_of(clerk, user_permissions=[one.pk for one in everything]))
    password = browser.post(f"/admin/accounts/user/{boss.pk}/password/", new)
    group = browser.post("/admin/auth/group/add/", {"name": "all"})

    assert [answer.status_code for answer in (more, password, group)] == [403, 403, 403]
    assert browser.get(page_of(boss)).status_code == 200
    assert clerk.user_permissions.count() == may
