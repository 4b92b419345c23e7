import base64

import pytest
from django.core.checks import run_checks

from nexus.kernel.authentication.keypairs import given_key


def complaints() -> set[str]:
    return {message.id for message in run_checks() if message.id and message.id.startswith("authentication")}


@pytest.mark.parametrize("key", ["x", "not base64!", base64.b64encode(b"short").decode(), "A" * 100])
def test_a_signing_key_that_is_none_stops_the_start(settings, key):
    settings.ACCESS_TOKEN_SIGNING_KEY = key

    assert complaints() == {"authentication.E001"}


@pytest.mark.parametrize("write", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_signing_key_may_be_given(settings, write):
    settings.ACCESS_TOKEN_SIGNING_KEY = write(b"\xfb" * 32).decode()
    given = given_key().id
    settings.ACCESS_TOKEN_SIGNING_KEY = write(b"\xfb" * 32).decode().rstrip("=")

    assert complaints() == set()
    assert given_key().id == given


def test_without_one_it_is_derived_from_the_secret(settings):
    settings.ACCESS_TOKEN_SIGNING_KEY = ""
    settings.SECRET_KEY = "one secret"
    first = given_key().id
    settings.SECRET_KEY = "another secret"

    assert given_key().id != first


def test_a_role_that_there_is_not_stops_the_start(settings):
    settings.MFA_REQUIRED_FOR = frozenset({"admin", "sellers"})
    assert complaints() == {"authentication.E002"}

    settings.MFA_REQUIRED_FOR = frozenset({"admin", "seller"})
    assert complaints() == set()
