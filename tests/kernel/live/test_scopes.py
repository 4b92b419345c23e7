"""Keys and other programs' tokens on sockets: within their scopes, and cut off when they end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nexus.kernel.api_keys.models import ApiKey
from nexus.kernel.oauth.models import AccessToken, Client
from tests.factories.accounts import UserFactory
from tests.factories.api_keys import ApiKeyFactory
from tests.kernel.live.client import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_key_listens_to_what_its_scopes_cover(server):
    key = ApiKeyFactory(key="nx_listening", scopes=["imports:read"])
    with signed_in(server, key.user, "nx_listening") as client:
        assert client.ask(type="listen", topic="imports")["type"] == "listening"
        refused = client.ask(type="listen", topic="notifications")
        assert refused["error"]["code"] == "INSUFFICIENT_SCOPE"


def test_a_key_that_is_revoked_closes_its_sockets(server):
    key = ApiKeyFactory(key="nx_going", scopes=["imports:read"])
    with signed_in(server, key.user, "nx_going") as client:
        ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
        assert client.rest()[1] == 4401


def test_a_programs_token_that_is_revoked_closes_its_sockets(server):
    person = UserFactory()
    program = Client.objects.create(
        user=UserFactory(), client_type="confidential", authorization_grant_type="authorization-code"
    )
    expires = timezone.now() + timedelta(minutes=5)
    token = AccessToken(user=person, application=program, scope="imports:read", expires=expires)
    token.token = "nxo_listening"
    token.save()
    with signed_in(server, person, "nxo_listening") as client:
        assert client.ask(type="listen", topic="imports")["type"] == "listening"
        AccessToken.objects.all().delete()
        assert client.rest()[1] == 4401
