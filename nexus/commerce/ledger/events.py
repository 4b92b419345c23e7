"""What the ledger announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class PayoutsCollected(Fact):
    """What was owed to sellers in a currency left their balances, to go to the bank in one file."""

    name: ClassVar[str] = "commerce.payout_batch.created"
    subject: ClassVar[str] = "batch_id"
    batch_id: UUID


@dataclass(frozen=True)
class PayoutSent(Fact):
    """A payout went to the bank."""

    name: ClassVar[str] = "commerce.payout.sent"
    subject: ClassVar[str] = "payout_id"
    payout_id: UUID
    seller_id: UUID


@dataclass(frozen=True)
class PayoutPaid(Fact):
    """The bank has carried a payout out."""

    name: ClassVar[str] = "commerce.payout.paid"
    subject: ClassVar[str] = "payout_id"
    payout_id: UUID
    seller_id: UUID


@dataclass(frozen=True)
class PayoutFailed(Fact):
    """A payout didn't arrive; the money is owed to the seller again."""

    name: ClassVar[str] = "commerce.payout.failed"
    subject: ClassVar[str] = "payout_id"
    payout_id: UUID
    seller_id: UUID


@dataclass(frozen=True)
class PayoutSkipped(Fact):
    """A seller was left out of a batch, since there is no account to pay to."""

    name: ClassVar[str] = "commerce.payout.skipped"
    subject: ClassVar[str] = "seller_id"
    seller_id: UUID
    batch_id: UUID


@dataclass(frozen=True)
class PayoutAccountChanged(Fact):
    """A seller is paid to another account from now on."""

    name: ClassVar[str] = "commerce.payout_account.changed"
    subject: ClassVar[str] = "seller_id"
    seller_id: UUID
    masked: str


@dataclass(frozen=True)
class PayoutAccountRemoved(Fact):
    """A seller has no account to be paid to any more."""

    name: ClassVar[str] = "commerce.payout_account.removed"
    subject: ClassVar[str] = "seller_id"
    seller_id: UUID


@dataclass(frozen=True)
class BalanceAdjusted(Fact):
    """An administrator gave a seller something, or took it."""

    name: ClassVar[str] = "commerce.balance.adjusted"
    subject: ClassVar[str] = "transaction_id"
    transaction_id: UUID
    seller_id: UUID


@dataclass(frozen=True)
class CommissionRateChanged(Fact):
    """What the site keeps of sales in a category was changed."""

    name: ClassVar[str] = "commerce.commission_rate.changed"
    subject: ClassVar[str] = "category_id"
    category_id: int
