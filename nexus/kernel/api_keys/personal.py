"""The keys that people made: theirs to see, never the keys themselves, and gone with the person."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.api_keys.models import ApiKey


def _shown(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    yield from ApiKey.objects.filter(user=user_id).rows()


def _erased(user_id: UUID) -> None:
    ApiKey.objects.filter(user=user_id).delete()


holds(Holding("api-keys", _shown, _erased))
