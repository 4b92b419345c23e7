"""What a store says of the person behind it, and for whom one works."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from nexus.commerce.stores.models import Member, Store
from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.api.generations import bump
from nexus.kernel.audit.models import Change

Rows = Iterable[Mapping[str, Any]]

ERASED: Final = "Former store"
_SAID: Final = ("name", "description", "legal_name", "tax_number", "address")


def _store(user_id: UUID) -> Rows:
    return Store.objects.filter(pk=user_id).rows()


def _memberships(user_id: UUID) -> Rows:
    return Member.objects.filter(user=user_id).values("store__name", "role", "joined_at")


def _erase_store(user_id: UUID) -> None:
    own = Store.objects.filter(pk=user_id)
    if own.update(name=ERASED, description="", legal_name="", tax_number="", address={}):
        Change.objects.forget("store", str(user_id), _SAID)
        bump("stores")
    Member.objects.filter(Q(user=user_id) | Q(store=user_id)).delete()


holds(Holding("store", _store, _erase_store), Holding("store-memberships", _memberships))
