"""A sign-in that was asked about a moment ago is not asked about again; every change is felt all the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nexus.kernel.accounts.models import User
from nexus.kernel.api.breaker import breaker
from nexus.kernel.authentication import bearer, marks, signing
from nexus.kernel.authentication.actions import publish_key, retire_key, sign_with
from nexus.kernel.authentication.keypairs import given_key
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.authentication.models.families import TokenFamilyQuerySet
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import with_totp

pytestmark = pytest.mark.django_db(transaction=True)

PROFILE, USERS = "/api/auth/profile/", "/api/users/"


@pytest.fixture(autouse=True)
def _remembering(settings, monkeypatch):
    settings.SIGN_IN_REMEMBERED_S = 60.0  # so that nothing here is felt because time has passed
    monkeypatch.setattr(bearer, "_stood", type(bearer._stood)(100))
    breaker.reset()


@pytest.fixture
def nora(transactional_db) -> User:
    return UserFactory(username="nora", admin=True)


@pytest.fixture
def app(client_of, nora):
    client = client_of(nora)
    assert client.get(USERS).status_code == 200
    return client


def asked(client, path=USERS) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [query["sql"] for query in captured if "authentication_tokenfamily" in query["sql"]]


def test_it_is_asked_about_once(client_of):
    client = client_of(UserFactory())

    assert len(asked(client)) == 1
    assert asked(client) == []


def test_what_a_request_does_to_the_account_it_was_given_is_its_own(app, nora):
    answers = [app.get(PROFILE).json()["data"] for _ in range(2)]
    family = TokenFamily.objects.get()
    bearer._account(family.pk, nora.pk).username = "mallory"

    assert answers[0] == answers[1]
    assert bearer._account(family.pk, nora.pk).username == "nora"


def sign_out(app, nora):
    app.post("/api/auth/logout/", {})


def sign_out_everywhere(app, nora):
    app.post("/api/auth/logout/everywhere/", {})


def end_the_sign_in(app, nora):
    app.delete(f"/api/auth/sessions/{TokenFamily.objects.get().pk}/")


def shut(app, nora):
    UserFactory(admin=True)
    app.post("/api/auth/deactivate/")


def take_a_new_password(app, nora):
    app.post("/api/auth/password/", {"current_password": PASSWORD, "new_password": "Another-Word-5"})


def retire_the_key(app, nora):
    before = signing._Kept.ring
    sign_with(publish_key("EdDSA").pk)
    retire_key(given_key().id)
    signing._Kept.ring = before  # as in a process that has nothing to do with it


def delete(app, nora):
    nora.delete()


ENDS = [sign_out, sign_out_everywhere, end_the_sign_in, shut, take_a_new_password, retire_the_key, delete]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_the_next_request_is_refused(app, nora, end):
    end(app, nora)

    assert app.get(USERS).status_code == 401


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_control_without_marks_it_would_go_on(app, nora, end, monkeypatch):
    monkeypatch.setattr(marks, "_mark", lambda _: None)

    end(app, nora)

    assert app.get(USERS).status_code == 200


def test_a_demotion_is_felt_by_the_next_request(app, nora):
    nora.is_superuser = False
    nora.save(update_fields=["is_superuser"])

    assert app.get(USERS).status_code == 403


def test_a_factor_that_is_missing_is_felt_by_the_next_request(client_of, nora, settings):
    settings.MFA_REQUIRED_FOR = frozenset({"admin"})
    with_totp(nora)
    app = client_of(nora)
    assert app.get(USERS).status_code == 200

    app.delete("/api/auth/totp/")

    assert app.get(USERS).json()["error"]["code"] == "MFA_ENROLMENT_REQUIRED"


def test_a_proof_is_felt_by_the_next_request(app):
    TokenFamily.objects.update(confirmed_at=None)
    bearer._stood = type(bearer._stood)(100)
    assert app.post("/api/auth/totp/").json()["error"]["code"] == "CONFIRMATION_REQUIRED"

    app.post("/api/auth/confirm/", {"password": PASSWORD})

    assert app.post("/api/auth/totp/").status_code == 200


def test_an_answer_from_before_a_change_is_not_kept_beyond_it(client_of, nora, monkeypatch):
    app, asks = client_of(nora), TokenFamilyQuerySet.account

    def ended_meanwhile(self, *who):
        found = asks(self, *who)
        self.all().end("elsewhere, just then")
        return found

    monkeypatch.setattr(TokenFamilyQuerySet, "account", ended_meanwhile)
    assert app.get(USERS).status_code == 200
    monkeypatch.undo()

    assert app.get(USERS).status_code == 401


def test_a_change_by_hand_is_felt_when_the_time_is_up(app, nora, settings, monkeypatch):
    User.objects.filter(pk=nora.pk).update(is_active=False)
    assert app.get(USERS).status_code == 200

    now = bearer.monotonic
    monkeypatch.setattr(bearer, "monotonic", lambda: now() + settings.SIGN_IN_REMEMBERED_S)

    assert app.get(USERS).status_code == 401


def test_without_valkey_the_database_is_asked_each_time(app, nora, monkeypatch):
    monkeypatch.setattr(breaker, "ask", lambda _: None)
    User.objects.filter(pk=nora.pk).update(is_active=False)

    assert app.get(USERS).status_code == 401
