"""Paying out: what is owed to sellers goes to the bank in batches, and leaves their balances at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final, TypedDict
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.ledger.actions.coins import coins_of
from nexus.commerce.ledger.events import (
    PayoutFailed,
    PayoutPaid,
    PayoutsCollected,
    PayoutSent,
    PayoutSkipped,
)
from nexus.commerce.ledger.exceptions import NothingToPayOut
from nexus.commerce.ledger.models import (
    Account,
    AccountKind,
    BatchStatus,
    Payout,
    PayoutAccount,
    PayoutBatch,
    PayoutSkip,
    PayoutStatus,
    Transaction,
    TransactionKind,
)
from nexus.commerce.ledger.models.accounts import AccountKey
from nexus.commerce.ledger.models.entries import Posting, Side
from nexus.kernel.access import require
from nexus.kernel.api.errors import InvalidTransition
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor

MOST_PAYOUTS: Final = 1_000  # so that a batch is made within one request
NO_ACCOUNT: Final = "The seller has set no payout account."
NO_ACCOUNTS: Final = "No seller who is owed that much has set a payout account; `details` names them."


class _Asked(TypedDict):
    least: int
    most: int
    sold_before: datetime | None


@transaction.atomic
def create_batch(
    actor: Actor, currency: str, *, minimum: Decimal = Decimal(0), sold_before: datetime | None = None
) -> PayoutBatch:
    """Collect what is owed to each seller in a currency, from a minimum on; else NothingToPayOut.

    Who has no payout account is left out, and told so. The largest first, MOST_PAYOUTS at a time. Sales from
    `sold_before` on stay in the balance for another time, since they may still be returned.
    """
    require(actor, "ledger.run_payouts")
    # Locked before they are summed up: of two batches at once, the second sees what the first has taken.
    Account.objects.locked_for_payout(currency)
    least = max(coins_of(minimum, currency, named="minimum"), 1)
    asked: _Asked = {"least": least, "most": MOST_PAYOUTS, "sold_before": sold_before}
    owed = Account.objects.owed_by_seller(currency, **asked)
    unnamed = Account.objects.owed_by_seller(currency, has_account=False, **asked)
    if not owed:
        raise NothingToPayOut(NO_ACCOUNTS, _named(unnamed)) if unnamed else NothingToPayOut
    batch = PayoutBatch.objects.create(currency=currency)
    payouts = _payouts(batch, owed)
    Payout.objects.bulk_create(payouts, batch_size=1_000)
    PayoutSkip.objects.bulk_create(
        PayoutSkip(batch=batch, seller_id=seller, amount=amount, reason=NO_ACCOUNT)
        for seller, amount in unnamed.items()
    )
    publish(PayoutsCollected(batch.pk), *(PayoutSkipped(seller, batch.pk) for seller in unnamed), actor=actor)
    Transaction.objects.post([_posting(TransactionKind.PAYOUT, payout, currency) for payout in payouts])
    return batch


@transaction.atomic
def send_batch(actor: Actor, batch_id: UUID) -> PayoutBatch:
    """Say that a batch went to the bank."""
    batch = _locked(actor, batch_id)
    _step(batch, BatchStatus.DRAFT, BatchStatus.SENT)
    batch.sent_at = timezone.now()
    batch.save(update_fields=["status", "sent_at"])
    moved = _move(batch, PayoutStatus.PENDING, PayoutStatus.SENT)
    publish(*(PayoutSent(payout, seller) for payout, seller in moved), actor=actor)
    return batch


@transaction.atomic
def settle_batch(actor: Actor, batch_id: UUID) -> PayoutBatch:
    """Say that the bank has carried a batch out, all but the payouts that were marked as failed."""
    batch = _locked(actor, batch_id)
    _step(batch, BatchStatus.SENT, BatchStatus.SETTLED)
    batch.settled_at = timezone.now()
    batch.save(update_fields=["status", "settled_at"])
    moved = _move(batch, PayoutStatus.SENT, PayoutStatus.PAID)
    publish(*(PayoutPaid(payout, seller) for payout, seller in moved), actor=actor)
    return batch


@transaction.atomic
def fail_payout(actor: Actor, payout_id: UUID, *, reason: str) -> Payout:
    """Say that a payout didn't arrive, also after its batch was settled: it is owed to the seller again."""
    require(actor, "ledger.run_payouts")
    payout = Payout.objects.select_related("batch").select_for_update(of=("self",)).get(pk=payout_id)
    if payout.status == PayoutStatus.FAILED:
        raise InvalidTransition("This payout has failed already, and the money is in the balance again.")
    payout.status, payout.reason, payout.updated_at = PayoutStatus.FAILED, reason, timezone.now()
    payout.save(update_fields=["status", "reason", "updated_at"])
    Transaction.objects.post(
        [_posting(TransactionKind.PAYOUT_FAILED, payout, payout.batch.currency, reason=reason)]
    )
    publish(PayoutFailed(payout.pk, payout.seller_id), actor=actor)
    return payout


def _payouts(batch: PayoutBatch, owed: Mapping[UUID, int]) -> list[Payout]:
    # The accounts are copied: what a seller changes later is for the next batch.
    accounts = PayoutAccount.objects.in_bulk(list(owed))
    return [
        Payout(
            batch=batch,
            seller_id=seller,
            amount=owed[seller],
            holder=account.holder,
            iban=account.iban,
            bic=account.bic,
        )
        for seller, account in sorted(accounts.items())
    ]


def _named(unnamed: Mapping[UUID, int]) -> dict[str, list[str]]:
    return {str(seller): [NO_ACCOUNT] for seller in unnamed}


def _locked(actor: Actor, batch_id: UUID) -> PayoutBatch:
    require(actor, "ledger.run_payouts")
    return PayoutBatch.objects.select_for_update().get(pk=batch_id)


def _step(batch: PayoutBatch, before: BatchStatus, after: BatchStatus) -> None:
    if batch.status != before:
        raise InvalidTransition(
            f"A batch goes from {before} to {after}, and this one is {batch.status}.",
            {"status": [f"Only a batch that is {before} can become {after}."]},
        )
    batch.status = after


def _move(batch: PayoutBatch, before: PayoutStatus, after: PayoutStatus) -> Iterable[tuple[UUID, UUID]]:
    # Locked in one order, as a payout may be marked as failed at the same moment.
    moving = list(
        batch.payouts.select_for_update().filter(status=before).order_by("id").values_list("id", "seller_id")
    )
    Payout.objects.filter(pk__in=[payout for payout, _ in moving]).update(
        status=after, updated_at=timezone.now()
    )
    return moving


def _posting(kind: TransactionKind, payout: Payout, currency: str, *, reason: str = "") -> Posting:
    amount = payout.amount if kind == TransactionKind.PAYOUT else -payout.amount
    sides = [
        Side(AccountKey(AccountKind.SELLER, currency, seller_id=payout.seller_id), amount, "payout"),
        Side(AccountKey(AccountKind.BANK, currency), -amount, "payout"),
    ]
    return Posting(kind, payout.pk, sides, reason=reason)
