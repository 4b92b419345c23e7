"""A setting that would sign nobody in, or somebody wrongly, stops the start with a sentence."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from nexus.config.settings.identities import sign_in_providers

GOOD = {"issuer": "https://login.example.com", "client_id": "nexus", "client_secret": "secret"}


def complaints() -> list[str]:
    return [
        f"{message.id} {message.msg}"
        for message in run_checks()
        if (message.id or "").startswith("identities")
    ]


@pytest.fixture
def configured(settings):
    settings.SIGN_IN_OVER_HTTP = False
    settings.SIGN_IN_REDIRECTS = ["https://www.example.com/sign-in"]

    def configured(**also):
        settings.SIGN_IN_PROVIDERS = {"corp": {**GOOD, **also}}

    configured()
    return configured


def test_a_good_provider_is_none(configured):
    assert complaints() == []


def test_no_provider_needs_nothing(settings):
    settings.SIGN_IN_PROVIDERS = {}
    settings.SIGN_IN_REDIRECTS = []

    assert complaints() == []


@pytest.mark.parametrize(
    ("also", "said"),
    [
        ({"issuer": "http://login.example.com"}, "needs an issuer that begins with https://"),
        ({"issuer": "https://login.example.com?x=1"}, "with a ? or #"),
        ({"issuer": "https://127.0.0.1"}, "is never called"),
        ({"issuer": "https://login"}, "is never called"),
        ({"issuer": "login.example.com"}, "begins with https://"),
        ({"client_id": " "}, "needs a client_id"),
        ({"scopes": ["email"]}, "the scope openid"),
        ({"speaks": "github", "client_secret": ""}, "needs a client_secret"),
        ({"speaks": "saml"}, "OIDC_PROVIDERS can't be read"),
        ({"isuer": "https://x.example"}, "OIDC_PROVIDERS can't be read"),
        ({"roles": {"claim": "groups", "map": {"admins": "is_superuser"}}}, "OIDC_PROVIDERS can't be read"),
        ({"roles": {"claim": "groups", "map": {"admins": "is_staff"}}}, "OIDC_PROVIDERS can't be read"),
        ({"token_auth": "none"}, "OIDC_PROVIDERS can't be read"),
    ],
)
def test_a_provider_that_can_not_be_is_told(configured, also, said):
    configured(**also)

    (sentence,) = complaints()
    assert said in sentence


@pytest.mark.parametrize("name", ["Corp", "a/b", "", "-x", "x" * 41])
def test_an_id_that_no_path_can_hold_is_told(configured, settings, name):
    settings.SIGN_IN_PROVIDERS = {name: GOOD}

    (sentence,) = complaints()
    assert "identities.E002" in sentence


def test_a_provider_from_whom_nobody_can_come_back_is_told(configured, settings):
    settings.SIGN_IN_REDIRECTS = []

    (sentence,) = complaints()
    assert "NEXUS_SIGN_IN_REDIRECTS" in sentence


@pytest.mark.parametrize(
    "uri",
    [
        "www.example.com",
        "http://www.example.com/",
        "https://*.example.com/",
        "https://a.example/#x",
        "//x",
        "",
    ],
)
def test_an_address_that_is_unsafe_to_come_back_to_is_told(configured, settings, uri):
    settings.SIGN_IN_REDIRECTS = [uri]

    (sentence,) = complaints()
    assert "identities.E003" in sentence


@pytest.mark.parametrize(
    "uri", ["http://localhost:3000/sign-in", "http://127.0.0.1:3000/", "com.example.shop:/sign-in"]
)
def test_an_app_on_the_same_machine_or_on_a_phone_is_not(configured, settings, uri):
    settings.SIGN_IN_REDIRECTS = [uri]

    assert complaints() == []


def test_google_and_github_take_two_variables_each(monkeypatch, settings):
    for name in ("GOOGLE", "GITHUB"):
        monkeypatch.setenv(f"{name}_CLIENT_ID", "nexus")
        monkeypatch.setenv(f"{name}_CLIENT_SECRET", "secret")
    settings.SIGN_IN_REDIRECTS = ["https://www.example.com/sign-in"]
    settings.SIGN_IN_OVER_HTTP = False

    settings.SIGN_IN_PROVIDERS = sign_in_providers(Env())

    assert complaints() == []
    assert [*settings.SIGN_IN_PROVIDERS] == ["google", "github"]


@pytest.mark.parametrize("text", ["{", "[]", "7", '"keycloak"'])
def test_what_is_no_json_object_stops_the_start(monkeypatch, text):
    monkeypatch.setenv("OIDC_PROVIDERS", text)

    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS has to be"):
        sign_in_providers(Env())
