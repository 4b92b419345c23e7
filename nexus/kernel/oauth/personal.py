"""The programs that people run, and those that they let act: theirs to see, and gone with the person."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.oauth.models import AccessToken, Client, Grant, IDToken, RefreshToken


def _programs(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    yield from Client.objects.filter(user=user_id).rows()


def _erase_programs(user_id: UUID) -> None:
    Client.objects.filter(user=user_id).delete()


def _allowed(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    yield from Client.objects.allowed_rows(user_id)


def _erase_allowed(user_id: UUID) -> None:
    RefreshToken.objects.filter(user=user_id).delete()
    AccessToken.objects.filter(user=user_id).delete()
    IDToken.objects.filter(user=user_id).delete()
    Grant.objects.filter(user=user_id).delete()


holds(
    Holding("oauth-clients", _programs, _erase_programs),
    Holding("oauth-authorizations", _allowed, _erase_allowed),
)
