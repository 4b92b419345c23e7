"""What is kept of people's identities: their own to see, and gone with the person."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.identities.models import Identity


def _shown(user_id: UUID) -> Iterator[Mapping[str, Any]]:
    columns = ("provider", "uid", "extra_data", "date_joined", "last_login")
    yield from Identity.objects.filter(user=user_id).values(*columns)


def _erased(user_id: UUID) -> None:
    Identity.objects.filter(user=user_id).delete()


holds(Holding("identities", shows=_shown, erases=_erased))
