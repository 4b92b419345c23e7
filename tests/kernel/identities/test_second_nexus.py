"""Against a provider that nobody here has made up for the purpose: another Nexus, in processes of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from rest_framework.test import APIClient

from nexus.config.addresses import numbered
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.identities.models import Identity
from tests.config.processes import PATIENCE_S, background, data_folder, eventually
from tests.config.site import Site, free_port
from tests.ground import migrated_database
from tests.kernel.identities.browsing import Somebody
from tests.kernel.identities.conftest import BACK, FINISHED, STARTED

pytestmark = [pytest.mark.long, pytest.mark.django_db]


@contextmanager
def own_database() -> Iterator[str]:
    """Give the address of a migrated database on the suite's server."""
    ours, name = os.environ["DATABASE_URL"], "nexus_elsewhere"
    template = migrated_database()
    with psycopg.connect(ours, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield urlsplit(ours)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def elsewhere(django_db_setup, django_db_blocker) -> Iterator[str]:
    """Its web server, with a database, a Valkey and a secret of its own."""
    port, valkey = free_port(), numbered(settings.REDIS_URL, 1)
    serving = ["granian", "nexus.config.wsgi:application", "--interface", "wsgi", "--workers", "2", "--no-ws"]
    with django_db_blocker.unblock(), own_database() as database, data_folder() as home:
        own = {"DATABASE_URL": database, "REDIS_URL": valkey, "NEXUS_PROCESS": "web", "PORT": str(port)}
        with background(home, "-m", *serving, "--port", str(port), **own) as web:
            eventually(lambda: Site(home, port).ready() or web.poll() is not None, PATIENCE_S)
            yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def ada(elsewhere) -> Somebody:
    somebody = Somebody(elsewhere, "ada")
    somebody.sign_in()
    return somebody


@pytest.fixture
def configured(ada, settings) -> None:
    said = {"name": "This Nexus", "redirect_uris": [BACK], "scopes": ["openid", "email", "profile"]}
    client = ada.call("/api/oauth-clients/", ada.access, **said)["data"]
    settings.OUTBOUND_SECONDS = PATIENCE_S  # its first ID token waits for a key to be made
    settings.OUTBOUND_ALLOW = [ada.site.removeprefix("http://")]
    settings.SIGN_IN_REDIRECTS = [BACK]
    settings.SIGN_IN_PROVIDERS = {
        "nexus": {
            "name": "The other Nexus",
            "issuer": ada.site,
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
        }
    }


@pytest.fixture
def begin(visitor, configured) -> Callable[[], dict[str, str]]:
    def begun() -> dict[str, str]:
        return visitor.post(STARTED.format("nexus"), {"redirect_uri": BACK}).json()["data"]

    return begun


def finish(visitor: APIClient, begun: dict[str, str], back: dict[str, str]):
    came = {"code": back["code"], "iss": back["iss"], "state": begun["state"]}
    return visitor.post(FINISHED.format("nexus"), came)


def test_who_has_an_account_there_signs_in_here(visitor, ada, begin):
    begun = begin()
    first = finish(visitor, begun, ada.says_yes(begun["authorize_url"]))
    begun = begin()
    again = finish(visitor, begun, ada.says_yes(begun["authorize_url"]))

    assert [first.status_code, again.status_code] == [200, 200], first.json()
    user = first.json()["data"]["user"]
    assert (user["username"], user["email"]) == ("ada", "ada@example.org")
    assert again.json()["data"]["user"]["id"] == user["id"]
    assert Identity.objects.get().provider == "nexus"
    assert not EmailAddress.objects.get().verified  # nobody has confirmed it there
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {first.json()['data']['access']}")
    assert visitor.get("/api/auth/profile/").json()["data"]["username"] == "ada"


def test_its_code_is_of_use_only_in_the_sign_in_that_asked_for_it(visitor, ada, begin):
    back = ada.says_yes(begin()["authorize_url"])

    answer = finish(visitor, begin(), back)

    assert answer.status_code == 401
    assert not TokenFamily.objects.exists()


def test_a_code_that_does_not_say_whose_it_is_is_refused(visitor, ada, begin):
    begun = begin()
    back = ada.says_yes(begun["authorize_url"])

    answer = visitor.post(FINISHED.format("nexus"), {"code": back["code"], "state": begun["state"]})

    assert answer.status_code == 401
    assert not TokenFamily.objects.exists()
