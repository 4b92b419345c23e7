"""id_tokens, verified as OpenID Connect Core 3.1.3.7 has it, and a little more strictly."""

import hmac
from collections.abc import Iterator, Mapping
from typing import Any, Final

import jwt

from nexus.kernel.identities.providers.configured import Provider
from nexus.kernel.identities.providers.fetching import RENEWED_SECONDS, kept, refused

# Signatures only: with a shared secret, or none at all, anybody who knows the public key could sign.
ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
LEEWAY_SECONDS: Final = 30
LONGEST: Final = 16_384
_CLAIMS: Final = ["iss", "sub", "aud", "exp", "iat", "nonce"]

Said = dict[str, Any]


def read_id_token(provider: Provider, jwks_uri: str, token: Any, nonce: str) -> Said:
    """Give what an id_token says; NotProved where it isn't this provider's, for us, now, to this nonce."""
    if not isinstance(token, str) or len(token) > LONGEST:
        refused(provider.id, "there is no id_token that can be read")
    try:
        header = jwt.get_unverified_header(token)
        key = _key(provider, jwks_uri, header)
        said = _verified(provider, token, key)
        _expect_ours(provider, said, nonce)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as why:
        refused(provider.id, f"its id_token doesn't hold: {why}")
    return said


def _verified(provider: Provider, token: str, key: jwt.PyJWK) -> Said:
    said: Said = jwt.decode(
        token,
        key,
        algorithms=[key.algorithm_name],
        audience=provider.client_id,
        issuer=provider.issuer,
        leeway=LEEWAY_SECONDS,
        options={"require": _CLAIMS},
    )
    return said


def _expect_ours(provider: Provider, said: Said, nonce: str) -> None:
    if not hmac.compare_digest(str(said["nonce"]).encode(), nonce.encode()):
        refused(provider.id, "its id_token answers another question: the nonce differs")
    audiences = said["aud"] if isinstance(said["aud"], list) else [said["aud"]]
    # For several at once it has to say to whom of them it was given.
    if said.get("azp", provider.client_id if len(audiences) == 1 else None) != provider.client_id:
        refused(provider.id, "its id_token was given to another client")


def _key(provider: Provider, jwks_uri: str, header: Mapping[str, Any]) -> jwt.PyJWK:
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS or "crit" in header:
        refused(provider.id, f"its id_token is signed in a way that isn't taken: {algorithm}")
    found = [*_fitting(kept(jwks_uri), header)]
    if not found:  # it may be a new one
        found = [*_fitting(kept(jwks_uri, at_most_old=RENEWED_SECONDS), header)]
    if len(found) != 1:
        refused(provider.id, "none of its keys is the one that the id_token names")
    return jwt.PyJWK(found[0], algorithm)


def _fitting(jwks: Mapping[str, Any], header: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for key in jwks.get("keys") or ():
        if (
            isinstance(key, dict)
            and key.get("kty") in {"RSA", "EC", "OKP"}
            and key.get("use", "sig") == "sig"
            and key.get("alg", header["alg"]) == header["alg"]
            and header.get("kid") in {None, key.get("kid")}
        ):
            yield key
