"""Who sends a request: read from `Authorization: Bearer`, the same for REST and GraphQL."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import InvalidToken, MfaEnrolmentRequired
from nexus.kernel.authentication.access_tokens import Claims, read_access_token, require_key
from nexus.kernel.authentication.marks import Marks, marks_of
from nexus.kernel.authentication.models import Flags, TokenFamily
from nexus.kernel.authentication.remembered import Remembered
from nexus.kernel.authentication.signing import hold_to

SCHEME = "Bearer"
_KEPT = "_nexus_bearer"


@dataclass(frozen=True, slots=True)
class Credential:
    """What a machine or a program came with. family_id: by which one asks whether it still stands."""

    family_id: UUID
    expires_at: int
    scopes: frozenset[str]


Known = tuple[User, Claims | Credential]


@dataclass(frozen=True, slots=True)
class TokenKind:
    """A kind of token that a room above this one gives out.

    account_of: whose it is, with `has_factor` on the account; InvalidToken where it is nobody's.
    standing: those of many that still stand, with the flags of their accounts.
    """

    account_of: Callable[[str], tuple[User, Credential]]
    standing: Callable[[Sequence[UUID]], dict[UUID, Flags]]


@dataclass(frozen=True, slots=True)
class _Stood:
    """What the database said of a sign-in, under which marks, and until when that counts at most."""

    account: User
    marks: Marks
    until: float


_stood: Remembered[_Stood] = Remembered(4_096)

# By what stands before the first underscore; our own tokens, which are JWTs, begin otherwise.
_kinds: dict[str, TokenKind] = {}


def read_also(prefix: str, kind: TokenKind) -> None:
    """Have every door know another kind of token by its form: `nx_...`."""
    _kinds[prefix] = kind


def standing(ids: Sequence[UUID]) -> dict[UUID, Flags]:
    """Give those of these sign-ins, keys and tokens that still stand, with the flags of their accounts."""
    found = TokenFamily.objects.standing(ids)
    for kind in _kinds.values():
        if missing := [one for one in ids if one not in found]:
            found |= kind.standing(missing)
    return found


def bearer_of(request: HttpRequest, *, enrolling: bool = False) -> Known | None:
    """Name the account that a request's access token speaks for; None without a token.

    It costs one SELECT a request at most: none for a sign-in that was asked about a moment ago, while Valkey
    says that nothing has changed since. A token that isn't good is InvalidToken, on public paths too.
    enrolling: where a second factor is set up, and so can't be asked for yet.
    """
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is None:
        return None
    found: Known | None = getattr(request, _KEPT, None)
    if found is None:
        found = account_of(header, enrolling=enrolling)
        setattr(request, _KEPT, found)
    return found


def account_of(header: str, *, enrolling: bool = False) -> Known:
    """Name the account that `Bearer <token>` speaks for; InvalidToken where it speaks for none."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != SCHEME.lower():
        raise InvalidToken
    kind = _kinds.get(token.partition("_")[0])
    user, claims = kind.account_of(token) if kind else _signed_in(token)
    if not enrolling and lacks_factor(user):
        raise MfaEnrolmentRequired
    return user, claims


def _signed_in(token: str) -> Known:
    claims = read_access_token(token)
    return account_behind(claims), claims


def account_behind(claims: Claims) -> User:
    """Give the account of a sign-in that still stands, by a key that still counts; else InvalidToken."""
    user = _account(claims.family_id, claims.user_id)
    if user is None:
        raise InvalidToken
    hold_to(user.keys_changed_at)  # type: ignore[attr-defined]  # told by the SELECT
    require_key(claims)
    return user


def _account(family_id: UUID, user_id: UUID) -> User | None:
    # First the time, then the marks, then the database: what changes meanwhile is asked for again.
    until = monotonic() + settings.SIGN_IN_REMEMBERED_S
    marks = marks_of(user_id) if settings.SIGN_IN_REMEMBERED_S else None
    known = _stood.get(family_id.bytes) if marks is not None else None
    if known and known.marks == marks and monotonic() < known.until and known.account.pk == user_id:
        return copy(known.account)
    found = TokenFamily.objects.account(family_id, user_id)
    if found is not None and marks is not None:
        _stood.keep(family_id.bytes, _Stood(copy(found), marks, until))
    return found


def lacks_factor(user: User) -> bool:
    """Tell whether a role of the account needs a second factor that it hasn't set up."""
    needed = settings.MFA_REQUIRED_FOR
    return bool(needed) and not user.has_factor and not needed.isdisjoint(user.roles)  # type: ignore[attr-defined]
