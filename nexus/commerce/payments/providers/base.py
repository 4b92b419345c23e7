"""What a payment provider is to Nexus: a few questions, each asked under a key of ours.

Asked again under the same key, a provider does nothing a second time and answers as before. It is never asked
while a transaction is open: a lock must not wait for somebody else's network.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class Result(StrEnum):
    """What came of a charge or a refund so far."""

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Charge:
    """What a provider is asked to take. key: the payment's id; amount: of `currency`, with two places."""

    key: UUID
    token: str
    amount: Decimal
    currency: str
    order_number: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A charge that a provider was asked for before; reference: its own name for it, where we know it."""

    key: UUID
    reference: str
    asked_at: datetime
    currency: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a provider says of a charge. amount: what was captured, or would be."""

    result: Result
    reference: str
    amount: Decimal | None = None
    reason: str = ""
    next_action: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """What a provider is asked to give back. key: the refund's id; charge: the provider's name of it.

    is_repeat: it may have been asked for long ago, when providers forget their keys: look for it first.
    """

    key: UUID
    charge: str
    amount: Decimal
    currency: str
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class ReturnOutcome:
    """What a provider says of a refund: succeeded, declined or still processing."""

    result: Result
    reference: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook whose signature holds, under the provider's own id of the event."""

    event_id: str
    kind: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChargeTold:
    """What a webhook says of the charge that was asked for under this key."""

    key: UUID
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ReturnTold:
    """What a webhook says of the refund that was asked for under this key."""

    key: UUID
    outcome: ReturnOutcome


class LineKind(StrEnum):
    """What a line of a statement is about."""

    CHARGE = "charge"
    REFUND = "refund"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What a provider says it moved. key: ours, where known; amount: positive, as the customer saw it."""

    kind: LineKind
    key: UUID | None
    reference: str
    amount: Decimal
    currency: str
    at: datetime


class Provider(Protocol):
    """A payment provider. Whatever it doesn't answer in time is a ProviderSilent: its outcome isn't known."""

    name: str

    def charge(self, charge: Charge) -> Outcome:
        """Take money, once for each key."""

    def confirm(self, asked: Asked) -> Outcome:
        """Go on after the customer's second step."""

    def cancel(self, asked: Asked) -> Outcome | None:
        """Give a charge up, unless it came through; None where the provider never heard of it."""

    def look_up(self, asked: Asked) -> Outcome | None:
        """Tell what came of a charge; None where the provider never heard of it."""

    def give_back(self, wanted: Return) -> ReturnOutcome:
        """Give money back, once for each key."""

    def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Read a webhook as it came in; ForgedWebhook where its signature doesn't hold or is old."""

    def meaning_of(self, payload: Mapping[str, Any]) -> ChargeTold | ReturnTold | None:
        """Tell what a webhook says; None for what is none of our business."""

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """List what was moved in a period, up to but without its end, from the earliest on."""
