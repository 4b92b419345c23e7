from typing import Unpack
from uuid import UUID

from nexus.commerce.ledger.models import Account
from nexus.commerce.ledger.models.entries import EntryFilters, beginning_of
from nexus.kernel.access import can, require
from nexus.kernel.api.errors import NotFound, ValidationFailed
from nexus.kernel.kit.actor import Actor


def whose_money(actor: Actor, seller_id: UUID | None) -> UUID:
    """Say whose money the actor looks at: one's own, or a seller's that one may see; else NotFound."""
    require(actor, "ledger.look_at_money")
    seller = seller_id or actor.id
    if seller is None or not can(actor, "ledger.see_money", seller):
        raise NotFound
    return seller


def which_account(seller_id: UUID, currency: str | None, *, default: str) -> tuple[str, int | None]:
    """Say which currency a statement is in, the named one or else the only one, and which account that is."""
    accounts = Account.objects.of_seller(seller_id).order_by("currency")
    known = dict(accounts.values_list("currency", "id"))
    if not currency and len(known) > 1:
        raise ValidationFailed(details={"currency": [f"Name one of: {', '.join(known)}."]})
    currency = currency or next(iter(known), default)
    return currency, known.get(currency)


def opening_and_closing(account_id: int | None, **days: Unpack[EntryFilters]) -> tuple[int, int]:
    """Say what was owed before a statement's first day and after its last one, in smallest coins."""
    since, until = days.get("since"), days.get("until")
    opening = Account.objects.owed(account_id, beginning_of(since)) if since else 0
    return opening, Account.objects.owed(account_id, beginning_of(until, 1) if until else None)
