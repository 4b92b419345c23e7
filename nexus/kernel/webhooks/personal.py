"""Addresses that an account has its events sent to."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.webhooks.models import Endpoint


def _endpoints(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    return Endpoint.objects.filter(owner=user_id).values("url", "description", "events", "created_at")


def _erase_endpoints(user_id: UUID) -> None:
    Endpoint.objects.filter(owner=user_id).delete()


holds(Holding("webhooks", _endpoints, _erase_endpoints))
