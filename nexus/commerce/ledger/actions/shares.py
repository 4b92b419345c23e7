from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from uuid import UUID

from nexus.kernel.kit.money import NOTHING, rounded


@dataclass(frozen=True)
class SaleShare:
    """A seller's share of a sale (or one line of it), in the order's currency.

    goods, shipping: without their tax, and with what the site's own coupon paid of them. tax: on both.
    commission: what the site keeps. What the customer pays is goods + shipping + tax - discount_by_site.
    """

    seller_id: UUID
    goods: Decimal = NOTHING
    shipping: Decimal = NOTHING
    tax: Decimal = NOTHING
    discount_by_site: Decimal = NOTHING
    commission: Decimal = NOTHING

    @property
    def paid(self) -> Decimal:
        """Give what the customer pays for it."""
        return self.goods + self.shipping + self.tax - self.discount_by_site

    def __add__(self, other: SaleShare) -> SaleShare:
        """Put two shares of one seller together."""
        if other.seller_id != self.seller_id:
            raise ValueError("Shares of two sellers can't be added.")
        sums = {name: getattr(self, name) + getattr(other, name) for name in _AMOUNTS}
        return SaleShare(self.seller_id, **sums)

    def taken_back(self, begun: Decimal, ended: Decimal, whole: Decimal, currency: str) -> SaleShare:
        """Give what goes back of each amount when a refund takes it from `begun` to `ended` of `whole`.

        These count what is refunded: money out of `paid`, or pieces where nothing was paid. Rounding is
        cumulative: whatever the refunds were, those that reach `whole` give back the share to the coin.
        Measured in money, what the customer gets is `ended - begun`, exactly.
        """
        if not 0 <= begun <= ended <= whole or not whole:
            raise ValueError(f"A refund can't go from {begun} to {ended} of {whole}.")
        before, after = (self._up_to(done, whole, currency) for done in (begun, ended))
        return after._less(before)

    def _up_to(self, done: Decimal, whole: Decimal, currency: str) -> SaleShare:
        parts = {name: rounded(getattr(self, name) * done / whole, currency) for name in _AMOUNTS}
        # What rounding leaves over is the larger one's of the two that the seller gets.
        paid = rounded(self.paid * done / whole, currency)
        larger, other = ("goods", "shipping") if self.goods >= self.shipping else ("shipping", "goods")
        parts[larger] = paid + parts["discount_by_site"] - parts["tax"] - parts[other]
        return SaleShare(self.seller_id, **parts)

    def _less(self, other: SaleShare) -> SaleShare:
        left = {name: getattr(self, name) - getattr(other, name) for name in _AMOUNTS}
        return SaleShare(self.seller_id, **left)


_AMOUNTS = [field.name for field in fields(SaleShare) if field.name != "seller_id"]
