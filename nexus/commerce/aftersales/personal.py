"""What people wanted to give back, and why."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from nexus.commerce.aftersales.models import Return, ReturnStatus
from nexus.kernel.accounts.holdings import Holding, holds


def _returns(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    return Return.objects.filter(customer=user_id).values("status", "reason", "answer", "requested_at")


def _erase_returns(user_id: UUID) -> None:
    Return.objects.filter(customer=user_id).update(reason="")
    Return.objects.filter(seller=user_id).update(answer="")


def _open(user_id: UUID) -> str:
    parties = Q(customer=user_id) | Q(seller=user_id)
    is_open = Return.objects.filter(parties, status__in=[ReturnStatus.REQUESTED, ReturnStatus.APPROVED])
    return "A return is under way." if is_open.exists() else ""


holds(Holding("returns", _returns, _erase_returns, _open))
