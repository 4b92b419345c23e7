"""How a door reads a program's access token: by its hash, with the account and the scopes in one SELECT."""

import json
from hashlib import sha256

from django.conf import settings

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import InvalidToken
from nexus.kernel.authentication.bearer import Credential
from nexus.kernel.oauth.models import AccessToken


def account_of(token: str) -> tuple[User, Credential]:
    """Name the account that a token speaks for, and within which scopes; else InvalidToken."""
    user = AccessToken.objects.account(sha256(token.encode()).hexdigest())
    if user is None or not _is_for_us(user.token_resource):
        raise InvalidToken
    scopes = frozenset(user.token_scope.split())
    return user, Credential(user.token_id, int(user.token_expires.timestamp()), scopes)


def _is_for_us(resource: str | list[str]) -> bool:
    # RFC 8707: a token may be bound to other servers, which must not use it here.
    audiences = json.loads(resource) if isinstance(resource, str) else resource
    if not audiences:
        return True
    from oauth2_provider.oauth2_validators import validate_resource_as_url_prefix  # noqa: PLC0415 (heavy)

    return bool(validate_resource_as_url_prefix(f"{settings.SITE_URL}/api/", audiences))
