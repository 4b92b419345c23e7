"""Connecting who one is elsewhere to one's account, and removing it again."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from nexus.kernel.accounts.holdings import holdings
from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.events.models import Event
from nexus.kernel.identities.actions import disconnect
from nexus.kernel.identities.exceptions import LastWayIn
from nexus.kernel.identities.models import Identity
from nexus.kernel.kit.actor import Actor
from nexus.kernel.mail.models import Mail
from tests.factories.accounts import UserFactory
from tests.kernel.identities.conftest import BACK

pytestmark = pytest.mark.django_db

IDENTITIES = "/api/auth/identities/"


@pytest.fixture
def nora(db):
    return UserFactory(username="theirs", email="nora@example.com")


def test_after_connecting_it_signs_in_to_the_same_account(nora, connect, sign_in, client_of):
    answer = connect(nora)

    assert answer.status_code == 201, answer.json()
    shown = answer.json()["data"]
    assert (shown["provider"], shown["name"], shown["email"]) == ("example", "Example", "nora@example.com")
    assert sign_in().json()["data"]["user"]["id"] == str(nora.pk)
    listed = client_of(nora).get(IDENTITIES).json()
    assert [entry["id"] for entry in listed["results"]] == [shown["id"]]
    assert listed["count"] == 1
    assert "identities.identity.connected" in Event.objects.values_list("name", flat=True)
    assert SecurityEvent.objects.filter(name="identity_connected", user=nora).exists()
    assert Mail.objects.get(template="identities/connected").to == ["nora@example.com"]


def test_the_address_there_may_be_another_one(nora, connect, issuer):
    issuer.person |= {"email": "else@example.org", "email_verified": False}

    assert connect(nora).status_code == 201
    nora.refresh_from_db()
    assert nora.email == "nora@example.com"


def test_an_identity_signs_in_to_one_account_only(nora, connect):
    connect(UserFactory())

    answer = connect(nora)

    assert answer.status_code == 409
    assert "another account" in answer.json()["error"]["message"]
    assert not Identity.objects.filter(user=nora).exists()


def test_connecting_twice_is_told(nora, connect):
    connect(nora)

    answer = connect(nora)

    assert answer.status_code == 409
    assert "to your account already" in answer.json()["error"]["message"]


def test_what_one_account_began_no_other_finishes(nora, client_of, issuer):
    """An attacker begins, and a victim's app finishes: the attacker's identity would open the account."""
    said = {"provider": "example", "redirect_uri": BACK}
    begun = client_of(UserFactory()).post(f"{IDENTITIES}start/", said).json()["data"]
    code = issuer.visit(begun["authorize_url"])["code"]

    answer = client_of(nora).post(IDENTITIES, {"code": code, "state": begun["state"]})

    assert answer.status_code == 401
    assert not Identity.objects.exists()


def test_what_was_begun_to_connect_signs_nobody_in(nora, client_of, visitor, issuer):
    said = {"provider": "example", "redirect_uri": BACK}
    begun = client_of(nora).post(f"{IDENTITIES}start/", said).json()["data"]
    code = issuer.visit(begun["authorize_url"])["code"]

    answer = visitor.post("/api/auth/providers/example/finish/", {"code": code, "state": begun["state"]})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("post", ""), ("post", "start/"), ("delete", "1/")],
)
def test_a_visitor_is_asked_to_sign_in(visitor, issuer, method, path):
    said = {"provider": "example", "redirect_uri": BACK, "code": "x", "state": "y"}

    answer = getattr(visitor, method)(f"{IDENTITIES}{path}", said if method == "post" else None)

    assert answer.status_code == 401


def test_only_who_has_just_signed_in_connects_and_removes(nora, connect, client_of):
    identity = connect(nora).json()["data"]["id"]
    client = client_of(nora)
    long_ago = timezone.now() - timedelta(hours=1)
    TokenFamily.objects.update(created_at=long_ago, confirmed_at=None)

    begun = client.post(f"{IDENTITIES}start/", {"provider": "example", "redirect_uri": BACK})
    removed = client.delete(f"{IDENTITIES}{identity}/")

    assert [begun.status_code, removed.status_code] == [403, 403]
    assert begun.json()["error"]["code"] == "CONFIRMATION_REQUIRED"
    assert Identity.objects.exists()


def test_it_is_removed(nora, connect, client_of, sign_in):
    identity = connect(nora).json()["data"]["id"]

    assert client_of(nora).delete(f"{IDENTITIES}{identity}/").status_code == 204
    assert not Identity.objects.exists()
    assert sign_in().status_code == 409
    assert "identities.identity.removed" in Event.objects.values_list("name", flat=True)
    assert SecurityEvent.objects.filter(name="identity_removed", user=nora).exists()
    assert Mail.objects.filter(template="identities/removed").exists()


def test_anothers_identity_is_not_there(nora, connect, client_of):
    identity = connect(nora).json()["data"]["id"]
    other = client_of(UserFactory())

    denied, absent = other.delete(f"{IDENTITIES}{identity}/"), other.delete(f"{IDENTITIES}{identity + 99}/")

    assert denied.status_code == absent.status_code == 404
    assert other.get(IDENTITIES).json()["results"] == []
    assert Identity.objects.exists()


def test_the_last_way_in_stays(sign_in, client_of):
    sign_in()
    identity = Identity.objects.get()

    answer = client_of(identity.user).delete(f"{IDENTITIES}{identity.pk}/")

    assert answer.status_code == 409
    assert "Set a password" in answer.json()["error"]["message"]
    assert Identity.objects.exists()


def test_an_identity_of_a_provider_that_is_no_more_is_no_way_in(sign_in, client_of):
    sign_in()
    identity = Identity.objects.get()
    Identity.objects.create(user=identity.user, provider="gone", uid="1", extra_data={})

    assert client_of(identity.user).delete(f"{IDENTITIES}{identity.pk}/").status_code == 409


def test_with_a_password_the_last_identity_can_go(sign_in, client_of):
    sign_in()
    identity = Identity.objects.get()
    identity.user.set_password("StrongPass123")
    identity.user.save()

    assert client_of(identity.user).delete(f"{IDENTITIES}{identity.pk}/").status_code == 204


def test_what_is_kept_is_the_persons_to_see_and_goes_with_them(nora, connect):
    connect(nora)
    (holding,) = (holding for holding in holdings() if holding.name == "identities")

    (shown,) = holding.shows(nora.pk)
    assert (shown["provider"], shown["uid"]) == ("example", "nora-1")
    holding.erases(nora.pk)
    assert not Identity.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_removals_at_once_leave_one_way_in(issuer):
    user = UserFactory(password="!")
    identities = [
        Identity.objects.create(user=user, provider="example", uid=f"{n}", extra_data={}) for n in range(2)
    ]
    actor = Actor(id=user.pk, proved_at=timezone.now())
    at_once, refused = Barrier(2), []

    def remove(identity: Identity) -> None:
        at_once.wait()
        try:
            disconnect(actor, identity.pk)
        except LastWayIn:
            refused.append(identity.pk)
        finally:
            connection.close()

    threads = [Thread(target=remove, args=[identity]) for identity in identities]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Identity.objects.count() == 1
