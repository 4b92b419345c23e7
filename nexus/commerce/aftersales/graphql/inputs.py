from decimal import Decimal

import strawberry
from strawberry import UNSET

from nexus.commerce.aftersales.graphql.choices import ReturnStatus
from nexus.commerce.fulfilment.graphql.inputs import ShippedLineInput


@strawberry.input
class ReasonInput:
    """Why, if one cares to say."""

    reason: str = ""


@strawberry.input
class RefundedLineInput:
    """What of a line is refunded: so many pieces at what was paid for them, an amount, or both."""

    line: strawberry.ID
    quantity: int | None = UNSET
    amount: Decimal | None = UNSET


@strawberry.input
class RefundInput:
    """What is given back of a sale: of its lines, of its shipping."""

    lines: list[RefundedLineInput] | None = UNSET
    shipping: Decimal | None = UNSET
    reason: str | None = UNSET


@strawberry.input
class ReturnInput:
    """What a customer wants to give back, and why."""

    lines: list[ShippedLineInput]
    reason: str


@strawberry.input
class AnswerInput:
    """What a seller says to it; a refusal needs it."""

    answer: str = ""


@strawberry.input
class ReceivedLineInput:
    """Whether what came back of a line can be sold again."""

    line: strawberry.ID
    is_restocked: bool


@strawberry.input
class ReceiptInput:
    """What came back: a line that isn't named can be sold again."""

    lines: list[ReceivedLineInput] | None = UNSET
    shipping: Decimal | None = UNSET


@strawberry.input
class ReturnFilter:
    """What a list of returns can be narrowed to."""

    status: ReturnStatus | None = UNSET
    order: strawberry.ID | None = UNSET
