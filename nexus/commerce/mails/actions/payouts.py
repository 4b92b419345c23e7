"""What is written of where a seller's money goes."""

from uuid import UUID

from nexus.commerce.ledger.models import PayoutSkip
from nexus.commerce.mails.actions.wording import stores_of, write_to
from nexus.kernel.accounts.models import User
from nexus.kernel.kit.money import from_minor, money


def tell_payout_account(seller_id: UUID, template: str, masked: str = "") -> None:
    """Write to a seller that the payouts go elsewhere now, whoever did it: it may have been a thief."""
    seller = User.objects.get(pk=seller_id)
    write_to(seller, template, {"store": stores_of([seller_id])[seller_id], "masked": masked})


def tell_payout_skipped(seller_id: UUID, batch_id: UUID) -> None:
    """Write to a seller that a payout waits for an account."""
    skip = PayoutSkip.objects.select_related("seller", "batch").get(batch=batch_id, seller=seller_id)
    amount = money(from_minor(skip.amount, skip.batch.currency), skip.batch.currency)
    write_to(skip.seller, "payout_skipped", {"store": stores_of([seller_id])[seller_id], "amount": amount})
