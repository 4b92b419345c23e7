"""How much cheaper a coupon makes goods: figures only, so that a quote and an order come to the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from nexus.commerce.promotions.exceptions import CouponNotUsable
from nexus.commerce.promotions.models import Coupon, CouponKind
from nexus.kernel.kit.money import NOTHING, rounded, shared_out

ANOTHERS: Final = "This coupon is for another seller's goods."
NOT_ON_OWN: Final = (
    "The site's coupons aren't for goods that you sell yourself, or for a store: order without."
)


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of an order; total: its price times its quantity, in whole coins."""

    seller_id: UUID
    total: Decimal


@dataclass(frozen=True, slots=True)
class Discount:
    """What a coupon takes off.

    on_lines: off each line, in the order in which the lines were given.
    by_site: whether it is at the site's cost; else at that of the coupon's seller.
    free_shipping_of: the sellers whose parts are sent for nothing.
    """

    coupon_id: UUID
    code: str
    on_lines: tuple[Decimal, ...]
    by_site: bool
    free_shipping_of: frozenset[UUID] = frozenset()

    def off_shipping(self, seller_id: UUID, price: Decimal) -> Decimal:
        """Give what it takes off the shipping of a seller's part: all of it or nothing."""
        return price if seller_id in self.free_shipping_of else NOTHING


def discount_of(
    coupon: Coupon, lines: Sequence[Goods], currency: str, *, own: Collection[UUID] = ()
) -> Discount:
    """Give what a coupon takes off these lines, to the coin; CouponNotUsable where they don't fit it.

    It acts on its seller's lines; the site's on all but those of `own`, the sellers that the buyer sells for,
    whose goods it would pay out for: nobody turns it into money by buying from themselves. Percent and
    amounts are rounded once and shared out over the lines by what they cost.
    """
    if coupon.currency not in {"", currency}:
        raise CouponNotUsable(f"This coupon is for orders in {coupon.currency}.")
    covered = frozenset(line.seller_id for line in lines if coupon.covers(line.seller_id, own))
    if not covered:
        raise CouponNotUsable(ANOTHERS if coupon.seller_id else NOT_ON_OWN)
    weights = [line.total if line.seller_id in covered else NOTHING for line in lines]
    total = sum(weights, NOTHING)
    if total < coupon.minimum:
        raise CouponNotUsable(f"This coupon is for goods of {coupon.minimum:.2f} {coupon.currency} or more.")
    off = shared_out(_off_goods(coupon, total, currency), weights, currency)
    is_sending = coupon.kind == CouponKind.FREE_SHIPPING
    return Discount(
        coupon.pk, coupon.code, tuple(off), coupon.seller_id is None, covered if is_sending else frozenset()
    )


def _off_goods(coupon: Coupon, total: Decimal, currency: str) -> Decimal:
    if coupon.kind == CouponKind.PERCENT:
        return rounded(total * coupon.value / 100, currency)
    if coupon.kind == CouponKind.AMOUNT:
        return min(coupon.value, total)
    return NOTHING
