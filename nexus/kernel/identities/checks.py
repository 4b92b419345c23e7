"""A provider that could sign nobody in, or somebody wrongly, stops the start with a sentence."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.core.checks import Error, register

from nexus.kernel.identities.providers.configured import Provider, providers
from nexus.kernel.outbound.exceptions import Refused
from nexus.kernel.outbound.targets import read_target

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}


@register()
def providers_can_be_asked(**_: Any) -> Sequence[Error]:
    """Hold the providers to what they have to have."""
    try:
        found = providers()
    except msgspec.ValidationError as why:
        return [Error(f"OIDC_PROVIDERS can't be read: {why}.", id="identities.E001")]
    return [
        Error(f"The provider {name!r} {fault}.", id="identities.E002")
        for name, provider in found.items()
        for fault in _faults(provider)
    ]


@register()
def people_can_come_back(**_: Any) -> Sequence[Error]:
    """Hold the addresses that people come back to to being addresses, and some to being there."""
    faults = [
        Error(
            f"NEXUS_SIGN_IN_REDIRECTS takes addresses such as https://www.example.com/sign-in, not {uri!r}.",
            id="identities.E003",
        )
        for uri in settings.SIGN_IN_REDIRECTS
        if not _may_come_back_to(uri)
    ]
    if settings.SIGN_IN_PROVIDERS and not settings.SIGN_IN_REDIRECTS:
        sentence = (
            "Set NEXUS_SIGN_IN_REDIRECTS: nobody could come back from the providers that are configured."
        )
        faults.append(Error(sentence, id="identities.E004"))
    return faults


def _faults(provider: Provider) -> Iterator[str]:
    if not _ID.fullmatch(provider.id):
        yield "needs an id of small letters, digits and hyphens"
    if not provider.client_id.strip():
        yield "needs a client_id"
    if provider.speaks == "oidc" and "openid" not in provider.scopes:
        yield "has to be asked for the scope openid"
    if provider.speaks == "github" and not provider.client_secret:
        yield "needs a client_secret"
    yield from _faults_of_issuer(provider.issuer)


def _faults_of_issuer(issuer: str) -> Iterator[str]:
    parts = urlsplit(issuer)
    if parts.query or parts.fragment:
        yield "has an issuer with a ? or # in it"
    if parts.scheme != "https" and not settings.SIGN_IN_OVER_HTTP:
        yield "needs an issuer that begins with https://"
        return
    try:
        read_target(issuer)
    except Refused as why:
        yield f"has an issuer that is never called: {str(why).rstrip('.')}"


def _may_come_back_to(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    # An app of a phone has a scheme of its own, named backwards after its domain: RFC 8252, 7.1.
    is_app = "." in parts.scheme
    return bool((is_safe and parts.netloc) or is_app) and not parts.fragment and "*" not in uri
