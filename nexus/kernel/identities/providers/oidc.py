"""OpenID Connect: the authorization code flow, with PKCE and a nonce."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.conf import settings

from nexus.kernel.identities.begun import Begun
from nexus.kernel.identities.models import SUBJECT_LENGTH
from nexus.kernel.identities.names import mailbox, plain
from nexus.kernel.identities.providers.claims import Claimed
from nexus.kernel.identities.providers.configured import Provider
from nexus.kernel.identities.providers.fetching import exchange, fetch, kept, refused, unavailable
from nexus.kernel.identities.providers.id_tokens import read_id_token

Said = Mapping[str, Any]


def authorize_url(provider: Provider, begun: Begun, handle: str) -> str:
    """Give the address at which a provider asks its user whether to sign in here."""
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": begun.redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": handle,
        "nonce": begun.nonce,
        "code_challenge": begun.challenge,
        "code_challenge_method": "S256",
    }
    at = _address(provider, "authorization_endpoint")
    return f"{at}{'&' if '?' in at else '?'}{urlencode(asked)}"


def claimed(provider: Provider, begun: Begun, code: str, iss: str, /) -> Claimed:
    """Give a code for what the provider knows of somebody; NotProved where any of it doesn't hold."""
    _expect_from(provider, iss)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": begun.redirect_uri,
        "code_verifier": begun.verifier,
    }
    secret, headers = _credentials(provider)
    got = exchange(_address(provider, "token_endpoint"), {**form, **secret}, headers)
    said = read_id_token(provider, _address(provider, "jwks_uri"), got.get("id_token"), begun.nonce)
    more = _userinfo(provider, got, said["sub"])
    return _read(provider, said, more)


def _expect_from(provider: Provider, iss: str) -> None:
    # RFC 9207: that the code is this provider's, and wasn't got from another one under its name.
    told = _discovered(provider).get("authorization_response_iss_parameter_supported") is True
    if iss != provider.issuer and (iss or told):
        refused(provider.id, f"the code is said to come from {iss or 'nobody: its iss is missing'}")


def _userinfo(provider: Provider, got: Said, subject: str) -> Said:
    if not provider.userinfo or "userinfo_endpoint" not in _discovered(provider):
        return {}
    said = fetch(_address(provider, "userinfo_endpoint"), str(got.get("access_token", "")))
    if said.get("sub") != subject:
        refused(provider.id, "its userinfo is of somebody else than its id_token")
    return said


def _read(provider: Provider, said: Said, more: Said) -> Claimed:
    subject = said["sub"]
    if not (subject.isprintable() and 0 < len(subject) <= SUBJECT_LENGTH):
        refused(provider.id, "its subject can't be kept")
    # Address and whether it was verified from the same hand.
    source = more if "email" in more else said
    every = {**more, **said}
    names = ("preferred_username", "nickname", "given_name", "name")
    return Claimed(
        subject=subject,
        email=mailbox(source.get("email")),
        is_email_verified=str(source.get("email_verified")).lower() == "true",  # some write it as text
        usernames=tuple(plain(every.get(name)) for name in names),
        first_name=plain(every.get("given_name")),
        last_name=plain(every.get("family_name")),
        said=every,
    )


def _credentials(provider: Provider) -> tuple[dict[str, str], dict[str, str]]:
    if not provider.client_secret:
        return {"client_id": provider.client_id}, {}
    if _auth(provider) == "post":
        return {"client_id": provider.client_id, "client_secret": provider.client_secret}, {}
    pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
    return {}, {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _auth(provider: Provider) -> str:
    known = _discovered(provider).get("token_endpoint_auth_methods_supported")
    knows_basic = not isinstance(known, list) or "client_secret_basic" in known
    return provider.token_auth or ("basic" if knows_basic else "post")


def _discovered(provider: Provider) -> Said:
    found = kept(f"{provider.issuer.removesuffix('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        unavailable(provider.id, f"it calls itself {found.get('issuer')}, and not {provider.issuer}")
    return found


def _address(provider: Provider, name: str) -> str:
    found = _discovered(provider).get(name)
    schemes = ("https://", "http://") if settings.SIGN_IN_OVER_HTTP else ("https://",)
    if not isinstance(found, str) or not found.startswith(schemes):
        unavailable(provider.id, f"its {name} is no https address")
    return found
