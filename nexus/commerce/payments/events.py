"""What is announced of payments and refunds."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class PaymentSucceeded(Fact):
    """A customer's money was captured for an order."""

    name: ClassVar[str] = "commerce.payment.succeeded"
    subject: ClassVar[str] = "payment_id"
    payment_id: UUID
    order_id: UUID


@dataclass(frozen=True)
class PaymentDeclined(Fact):
    """A try to pay came to nothing; the order may be paid in another way."""

    name: ClassVar[str] = "commerce.payment.declined"
    subject: ClassVar[str] = "payment_id"
    payment_id: UUID
    order_id: UUID


@dataclass(frozen=True)
class PaymentUnwanted(Fact):
    """Money was captured that no order wanted any more: all of it goes back."""

    name: ClassVar[str] = "commerce.payment.unwanted"
    subject: ClassVar[str] = "payment_id"
    payment_id: UUID
    order_id: UUID


@dataclass(frozen=True)
class RefundSucceeded(Fact):
    """Money went back to a customer; without a part, that of a payment that no order wanted."""

    name: ClassVar[str] = "commerce.refund.succeeded"
    subject: ClassVar[str] = "refund_id"
    refund_id: UUID
    order_id: UUID
    part_id: UUID | None


@dataclass(frozen=True)
class RefundFailed(Fact):
    """The provider refused to give money back: somebody has to see to it."""

    name: ClassVar[str] = "commerce.refund.failed"
    subject: ClassVar[str] = "refund_id"
    refund_id: UUID
    order_id: UUID
    part_id: UUID | None


@dataclass(frozen=True)
class StatementCompared(Fact):
    """A provider's statement was compared with what we say; open: how much somebody has to look at."""

    name: ClassVar[str] = "commerce.statement.compared"
    subject: ClassVar[str] = "reconciliation_id"
    reconciliation_id: UUID
    provider: str
    matched: int
    mended: int
    open: int
    totals: dict[str, dict[str, str]]


@dataclass(frozen=True)
class ProviderNotified(Fact):
    """A provider sent a webhook, whose signature holds; what it says is still to be taken over."""

    name: ClassVar[str] = "commerce.payment.notified"
    subject: ClassVar[str] = "receipt_id"
    receipt_id: int
