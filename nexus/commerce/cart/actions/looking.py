from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.cart.actions.finding import Shopper
from nexus.commerce.cart.models import Cart, CartItem
from nexus.commerce.catalog.models import ToBuy, Variant
from nexus.kernel.kit.money import NOTHING, rounded

_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands today; thing: None where it is no longer on sale."""

    item: CartItem
    thing: ToBuy | None

    @property
    def total(self) -> Decimal:
        """Give what so many of it cost today."""
        if self.thing is None:
            return NOTHING
        return rounded(self.thing.price * self.item.quantity, self.thing.currency)

    @property
    def price_before(self) -> Decimal | None:
        """Give the price that was seen last, where today's is another one in the same currency."""
        item, thing = self.item, self.thing
        if thing is None or item.seen_currency != thing.currency or item.seen_price == thing.price:
            return None
        return item.seen_price

    @property
    def only_left(self) -> int | None:
        """Give how many are left, where that is less than the line asks for."""
        if self.thing is None or self.thing.stock >= self.item.quantity:
            return None
        return self.thing.stock


@dataclass(frozen=True, slots=True)
class Look:
    """A cart with today's prices and stock; cart: None where there is none yet."""

    cart: Cart | None
    lines: Sequence[Line]

    @property
    def totals(self) -> dict[str, Decimal]:
        """Add up what can be bought, by currency."""
        totals: dict[str, Decimal] = {}
        for line in self.lines:
            if line.thing is not None:
                totals[line.thing.currency] = totals.get(line.thing.currency, NOTHING) + line.total
        return totals

    @property
    def note(self) -> str | None:
        """Say how goods that are priced in several currencies can be ordered."""
        if len(self.totals) < 2:  # noqa: PLR2004 (one currency needs no word)
            return None
        first, *others = (line.thing.prices.keys() for line in self.lines if line.thing is not None)
        common = sorted(set(first).intersection(*others))
        if common:
            return f"These are priced in several currencies; all can be ordered in {' or '.join(common)}."
        return "These are priced in several currencies, and have none in common: order them apart."


def look_at_cart(shopper: Shopper) -> Look:
    """Read a cart with today's prices and stock, and remember that its customer has seen them now."""
    cart = shopper.carts().first()
    if cart is None:
        return Look(None, [])
    items = list(cart.items.all())
    things = Variant.objects.to_buy([item.variant_id for item in items if item.variant_id])
    lines = [Line(item, _live(things, item.variant_id)) for item in items]
    _note_seen(cart, lines)
    return Look(cart, lines)


def _live(things: Mapping[UUID, ToBuy], variant_id: UUID | None) -> ToBuy | None:
    thing = things.get(variant_id) if variant_id else None
    return thing if thing and thing.is_live else None


def _note_seen(cart: Cart, lines: Sequence[Line]) -> None:
    # The lines keep the prices of before, so that the answer can tell them.
    new = [
        CartItem(pk=line.item.pk, seen_price=line.thing.price, seen_currency=line.thing.currency)
        for line in lines
        if line.thing and line.item.seen != (line.thing.price, line.thing.currency)
    ]
    if new:
        with transaction.atomic():
            # Behind the cart's lock, two looks at once change its lines one after the other.
            Cart.objects.select_for_update().filter(pk=cart.pk).first()
            CartItem.objects.bulk_update(new, ["seen_price", "seen_currency"])
    now = timezone.now()
    if cart.updated_at < now - _A_DAY:
        cart.touch(now)
