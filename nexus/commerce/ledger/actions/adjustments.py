from decimal import Decimal
from uuid import UUID

from django.db import transaction

from nexus.commerce.ledger.actions.coins import coins_of
from nexus.commerce.ledger.events import BalanceAdjusted
from nexus.commerce.ledger.models import AccountKind, Transaction, TransactionKind
from nexus.commerce.ledger.models.accounts import AccountKey
from nexus.commerce.ledger.models.entries import Posting, Side
from nexus.commerce.stores.actions import expect_seller
from nexus.kernel.access import require
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id


@transaction.atomic
def adjust_balance(
    actor: Actor, seller_id: UUID, amount: Decimal, currency: str, *, reason: str
) -> Transaction:
    """Give a seller something (above zero) or take it (below), for a reason that the statement shows."""
    require(actor, "ledger.adjust_balance")
    expect_seller(seller_id)
    minor = coins_of(amount, currency, named="amount")
    if not minor:
        raise ValidationFailed(details={"amount": ["Give an amount above or below zero."]})
    sides = [
        Side(AccountKey(AccountKind.SELLER, currency, seller_id=seller_id), -minor, "adjustment"),
        Side(AccountKey(AccountKind.ADJUSTMENTS, currency), minor, "adjustment"),
    ]
    posting = Posting(TransactionKind.ADJUSTMENT, new_id(), sides, actor_id=actor.id, reason=reason)
    Transaction.objects.post([posting])
    publish(BalanceAdjusted(posting.id, seller_id), actor=actor)
    return Transaction.objects.get(pk=posting.id)
