"""What can be given back of a seller's part: as much as was paid, less what went back or is on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from nexus.commerce.orders.models import OrderLine, OrderPart
from nexus.commerce.payments.actions.shares import shipping_paid
from nexus.commerce.payments.models import Refund, RefundLine, RefundStatus
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.kit.money import NOTHING, fault_of_coins, rounded


@dataclass(frozen=True, slots=True)
class LineToRefund:
    """What of a line is to be given back: pieces at what was paid for them, or an amount, or both.

    quantity: pieces; 0: money only. amount: with its tax; None: what was paid for the pieces.
    """

    line_id: UUID
    quantity: int = 0
    amount: Decimal | None = None


def lines_to_refund(part: OrderPart, lines: Sequence[LineToRefund] | None, currency: str) -> list[RefundLine]:
    """Say what goes back of which line: all that is left where none is named. Unprocessable names faults."""
    known = {line.pk: line for line in OrderLine.objects.filter(part=part)}
    if lines is None:
        all_of_them = (_all_of(line) for line in known.values())
        return [line for line in all_of_them if line.quantity or line.amount]
    faults = {
        str(each.line_id): [fault]
        for each in lines
        if (fault := _fault(known.get(each.line_id), each, currency))
    }
    if len({each.line_id for each in lines}) < len(lines):
        raise Unprocessable("Name each line once.")
    if faults:
        raise Unprocessable("This can't be given back.", {"lines": faults})
    return [_some_of(known[each.line_id], each, currency) for each in lines]


def _fault(line: OrderLine | None, wanted: LineToRefund, currency: str) -> str | None:
    if line is None:
        return "This line is not of this part of the order."
    pieces = line.quantity - line.refunded_quantity
    if wanted.quantity < 0 or (wanted.amount is not None and wanted.amount < 0):
        return "Nothing below zero can be given back."
    if wanted.quantity > pieces:
        return f"{pieces} of it can be given back."
    if not wanted.quantity and not wanted.amount:
        return "Say how many pieces, or how much money."
    return None if wanted.amount is None else _fault_of_amount(line, wanted.amount, currency)


def _fault_of_amount(line: OrderLine, amount: Decimal, currency: str) -> str | None:
    money = line.total - line.refunded_total
    if amount > money:
        return f"{money} of it can be given back."
    return fault_of_coins(amount, currency)


def _all_of(line: OrderLine) -> RefundLine:
    pieces, money = line.quantity - line.refunded_quantity, line.total - line.refunded_total
    return RefundLine(line=line, quantity=pieces, amount=money)


def _some_of(line: OrderLine, wanted: LineToRefund, currency: str) -> RefundLine:
    if wanted.amount is not None:
        return RefundLine(line=line, quantity=wanted.quantity, amount=wanted.amount)
    # Its share of what is left, so that the last pieces take the rest to the coin.
    rest = _all_of(line)
    amount = rounded(rest.amount * wanted.quantity / rest.quantity, currency)
    return RefundLine(line=line, quantity=wanted.quantity, amount=amount)


def shipping_to_refund(part: OrderPart, wanted: Decimal | None, currency: str, *, is_all: bool) -> Decimal:
    """Say how much goes back of a part's shipping: all that is left, what is wanted, or nothing."""
    paid = shipping_paid(part, list(OrderLine.objects.filter(part=part).only("total")))
    _, gone = Refund.objects.of(part.pk, RefundStatus.PROCESSING, RefundStatus.SUCCEEDED).sums()
    left = paid - gone
    if wanted is None:
        return left if is_all else NOTHING
    if not 0 <= wanted <= left:
        raise Unprocessable(f"{left} of the shipping can be given back.", {"shipping": [f"At most {left}."]})
    if fault := fault_of_coins(wanted, currency):
        raise Unprocessable(fault, {"shipping": [fault]})
    return wanted
