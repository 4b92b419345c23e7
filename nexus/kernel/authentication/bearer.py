"""Who sends a request: read from `Authorization: Bearer`, the same for REST and GraphQL."""

from django.http import HttpRequest

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import InvalidToken
from nexus.kernel.authentication.access_tokens import Claims, read_access_token
from nexus.kernel.authentication.models import TokenFamily

SCHEME = "Bearer"
_KEPT = "_nexus_bearer"


def bearer_of(request: HttpRequest) -> tuple[User, Claims] | None:
    """Name the account that a request's access token speaks for; None without a token.

    It costs one SELECT a request, whoever asks. A token that isn't good is InvalidToken, on public paths too.
    """
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is None:
        return None
    found: tuple[User, Claims] | None = getattr(request, _KEPT, None)
    if found is None:
        found = account_of(header)
        setattr(request, _KEPT, found)
    return found


def account_of(header: str) -> tuple[User, Claims]:
    """Name the account that `Bearer <access token>` speaks for; InvalidToken where it speaks for none."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != SCHEME.lower():
        raise InvalidToken
    claims = read_access_token(token)
    user = TokenFamily.objects.account(claims.family_id, claims.user_id)
    if user is None:
        raise InvalidToken
    return user, claims
