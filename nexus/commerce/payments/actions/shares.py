"""Who gets what of a payment, and who gives what back of a refund: arithmetic on an order's rows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from nexus.commerce.ledger.actions import SaleShare
from nexus.commerce.orders.models import OrderLine, OrderPart
from nexus.commerce.payments.models import RefundLine
from nexus.kernel.kit.money import NOTHING, rounded

HUNDRED = Decimal(100)

GivenBack = Mapping[UUID, tuple[int, Decimal]]  # by line: pieces, and money


def shipping_paid(part: OrderPart, lines: Sequence[OrderLine]) -> Decimal:
    """Give what the customer pays for a part's shipping, its tax included."""
    paid: Decimal = part.total - sum((line.total for line in lines), NOTHING)
    return paid


def share_of_part(part: OrderPart, lines: Sequence[OrderLine], currency: str) -> SaleShare:
    """Give a seller's share of what was paid for an order."""
    share = _of_shipping(part, lines)
    for line in lines:
        share += _of_line(part, line, currency)
    return share


def share_taken_back(
    part: OrderPart,
    lines: Mapping[UUID, OrderLine],
    refunded: Sequence[RefundLine],
    given_back: GivenBack,
    currency: str,
) -> SaleShare:
    """Give what a seller's share loses by a refund of lines, after those that were given back before."""
    share = SaleShare(part.seller_id)
    for each in refunded:
        line = lines[each.line_id]
        share += _of_line(part, line, currency).taken_back(*_progress(line, each, given_back), currency)
    return share


def shipping_taken_back(
    part: OrderPart, lines: Sequence[OrderLine], amount: Decimal, given_back: Decimal, currency: str
) -> SaleShare:
    """Give what a seller's share loses by a refund of shipping, after what was given back of it before."""
    share = _of_shipping(part, lines)
    if not amount:
        return SaleShare(part.seller_id)
    return share.taken_back(given_back, given_back + amount, share.paid, currency)


def shipping_of_the_site_taken_back(part: OrderPart, lines: Sequence[OrderLine]) -> SaleShare:
    """Give what a seller's share loses where the site paid the shipping, and nothing was sent at all."""
    share = _of_shipping(part, lines)
    if share.paid or any(line.shipped_quantity for line in lines):
        return SaleShare(part.seller_id)
    return share


def _of_line(part: OrderPart, line: OrderLine, currency: str) -> SaleShare:
    goods = line.total - line.tax + line.discount_by_site
    return SaleShare(
        part.seller_id,
        goods=goods,
        tax=line.tax,
        discount_by_site=line.discount_by_site,
        commission=rounded(goods * line.commission_rate / HUNDRED, currency),
    )


def _of_shipping(part: OrderPart, lines: Sequence[OrderLine]) -> SaleShare:
    by_site = part.discount_by_site - sum((line.discount_by_site for line in lines), NOTHING)
    return SaleShare(
        part.seller_id,
        shipping=shipping_paid(part, lines) - part.shipping_tax + by_site,
        tax=part.shipping_tax,
        discount_by_site=by_site,
    )


def _progress(
    line: OrderLine, refunded: RefundLine, given_back: GivenBack
) -> tuple[Decimal, Decimal, Decimal]:
    # From where to where of the whole it goes: in money, or in pieces where the line was free.
    pieces, money = given_back.get(line.pk, (0, NOTHING))
    begun, more, whole = (
        (money, refunded.amount, line.total)
        if line.total
        else (Decimal(pieces), Decimal(refunded.quantity), Decimal(line.quantity))
    )
    return begun, begun + more, whole
