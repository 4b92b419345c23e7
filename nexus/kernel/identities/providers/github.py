"""GitHub: OAuth 2.0 with PKCE; who somebody is stands in its API, since it knows no id_token."""

from typing import Any, Final
from urllib.parse import urlencode

from nexus.kernel.identities.begun import Begun
from nexus.kernel.identities.names import mailbox, plain
from nexus.kernel.identities.providers.claims import Claimed
from nexus.kernel.identities.providers.configured import Provider
from nexus.kernel.identities.providers.fetching import exchange, fetch, listing, refused

COM: Final = "https://github.com"
API_OF_COM: Final = "https://api.github.com"


def authorize_url(provider: Provider, begun: Begun, handle: str) -> str:
    """Give the address at which GitHub asks its user whether to sign in here."""
    asked = {
        "client_id": provider.client_id,
        "redirect_uri": begun.redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": handle,
        "code_challenge": begun.challenge,
        "code_challenge_method": "S256",
    }
    return f"{provider.issuer}/login/oauth/authorize?{urlencode(asked)}"


def claimed(provider: Provider, begun: Begun, code: str, _iss: str, /) -> Claimed:
    """Give a code for what GitHub knows of somebody."""
    form = {
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "code": code,
        "redirect_uri": begun.redirect_uri,
        "code_verifier": begun.verifier,
    }
    got = exchange(f"{provider.issuer}/login/oauth/access_token", form, {})
    token = str(got.get("access_token", ""))
    api = API_OF_COM if provider.issuer == COM else f"{provider.issuer}/api/v3"
    return _read(provider, fetch(f"{api}/user", token), listing(f"{api}/user/emails", token))


def _read(provider: Provider, said: dict[str, Any], mailboxes: Any) -> Claimed:
    number = said.get("id")
    if not isinstance(number, int) or isinstance(number, bool):
        refused(provider.id, "it gave no id")
    email, is_verified = _primary(mailboxes)
    first, _, last = plain(said.get("name")).partition(" ")
    return Claimed(
        subject=str(number),
        email=email,
        is_email_verified=is_verified,
        usernames=(plain(said.get("login")),),
        first_name=first,
        last_name=last,
        said=said,
    )


def _primary(mailboxes: Any) -> tuple[str, bool]:
    for each in mailboxes if isinstance(mailboxes, list) else ():
        if isinstance(each, dict) and each.get("primary") is True:
            return mailbox(each.get("email")), each.get("verified") is True
    return "", False
