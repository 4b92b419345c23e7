"""What an order comes to: figures in, figures out, so that a quote and an order never differ.

Every figure is rounded half up to the currency's smallest coin where it arises: a line's subtotal, its share
of a discount, its tax; a part's shipping and its tax. Totals are sums of figures that were rounded, so lines
add up to parts and parts to the order:

    line.total  = subtotal - discount + tax, where the tax is added
    part.total  = its lines' totals + shipping - its discount + its tax, where that is added
    order.total = its parts' totals = goods - discounts + shipping + added taxes
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from nexus.commerce.promotions.discounts import Discount
from nexus.commerce.taxes.calculators import TaxRate, tax_of, tax_on_shipping
from nexus.kernel.kit.money import NOTHING, rounded


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one variant, at one price, under one tax."""

    variant_id: UUID
    seller_id: UUID
    unit_price: Decimal
    quantity: int
    tax_rate: TaxRate

    def subtotal(self, currency: str) -> Decimal:
        """Give the price of all of them, in whole coins."""
        return rounded(self.unit_price * self.quantity, currency)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What a line comes to; discount_by_site: how much of the discount is the site's own cost."""

    line: Line
    subtotal: Decimal
    discount: Decimal
    discount_by_site: Decimal
    tax: Decimal
    total: Decimal

    @property
    def charged(self) -> Decimal:
        """Give what is asked for the goods: less the discount, before a tax that is added."""
        return self.subtotal - self.discount


@dataclass(frozen=True, slots=True)
class PricedPart:
    """What one seller's part comes to; discounts hold the shipping's, taxes the shipping's."""

    seller_id: UUID
    lines: tuple[PricedLine, ...]
    items_total: Decimal
    discount_total: Decimal
    discount_by_site: Decimal
    shipping_total: Decimal
    shipping_discount: Decimal
    shipping_tax: Decimal
    tax_total: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """What an order comes to, in one currency."""

    currency: str
    parts: tuple[PricedPart, ...]
    items_total: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal


def priced_lines(lines: Sequence[Line], discount: Discount | None, currency: str) -> list[PricedLine]:
    """Price the goods: before their shipping, whose price may hang on what they cost."""
    cuts = discount.on_lines if discount else [NOTHING] * len(lines)
    by_site = discount is not None and discount.by_site
    return [_priced_line(line, cut, currency, by_site=by_site) for line, cut in zip(lines, cuts, strict=True)]


def priced_order(
    lines: Sequence[PricedLine], shipping: Mapping[UUID, Decimal], discount: Discount | None, currency: str
) -> PricedOrder:
    """Add up an order; shipping: the price of sending each seller's part, before any discount."""
    parts = tuple(
        _priced_part(seller_id, own, shipping[seller_id], discount, currency)
        for seller_id, own in by_seller(lines).items()
    )
    return PricedOrder(
        currency,
        parts,
        _sum(part.items_total for part in parts),
        _sum(part.discount_total for part in parts),
        _sum(part.shipping_total for part in parts),
        _sum(part.tax_total for part in parts),
        _sum(part.total for part in parts),
    )


def by_seller(lines: Iterable[PricedLine]) -> dict[UUID, tuple[PricedLine, ...]]:
    """Sort lines by their sellers, both in the order in which they come."""
    found: dict[UUID, list[PricedLine]] = {}
    for line in lines:
        found.setdefault(line.line.seller_id, []).append(line)
    return {seller_id: tuple(own) for seller_id, own in found.items()}


def _priced_line(line: Line, discount: Decimal, currency: str, *, by_site: bool) -> PricedLine:
    subtotal = line.subtotal(currency)
    charged = subtotal - discount
    tax = tax_of(charged, line.tax_rate, currency)
    total = charged if line.tax_rate.is_included else charged + tax
    return PricedLine(line, subtotal, discount, discount if by_site else NOTHING, tax, total)


def _priced_part(
    seller_id: UUID,
    lines: tuple[PricedLine, ...],
    shipping: Decimal,
    discount: Discount | None,
    currency: str,
) -> PricedPart:
    off_shipping = discount.off_shipping(seller_id, shipping) if discount else NOTHING
    off_by_site = off_shipping if discount and discount.by_site else NOTHING
    sending = shipping - off_shipping
    tax = tax_on_shipping(sending, [(line.charged, line.line.tax_rate) for line in lines], currency)
    return PricedPart(
        seller_id,
        lines,
        items_total=_sum(line.subtotal for line in lines),
        discount_total=_sum(line.discount for line in lines) + off_shipping,
        discount_by_site=_sum(line.discount_by_site for line in lines) + off_by_site,
        shipping_total=shipping,
        shipping_discount=off_shipping,
        shipping_tax=tax.tax,
        tax_total=_sum(line.tax for line in lines) + tax.tax,
        total=_sum(line.total for line in lines) + sending + tax.added,
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)
