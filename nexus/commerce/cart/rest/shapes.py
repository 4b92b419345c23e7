from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.commerce.cart.actions import Line, Look
from nexus.commerce.catalog.rest.shapes import address

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
_CHANGED = {
    "price_rose": {"before": "39.90", "now": "49.90"},
    "price_fell": None,
    "only_left": 1,
    "gone": False,
}


class Amount(msgspec.Struct):
    """Money in one currency."""

    currency: str
    amount: Decimal


class PriceChange(msgspec.Struct):
    """A price as it was seen last, and today's."""

    before: Decimal
    now: Decimal


class Changed(msgspec.Struct):
    """What is new about a line since its customer has looked last.

    only_left: how many there are, where that is less than the line asks for; told until it is mended.
    gone: it is no longer on sale and can't be ordered.
    """

    price_rose: PriceChange | None
    price_fell: PriceChange | None
    only_left: int | None
    gone: bool

    @classmethod
    def of(cls, line: Line) -> "Changed":
        """Compare a line with what was seen of it."""
        before, thing = line.price_before, line.thing
        change = PriceChange(before, thing.price) if before is not None and thing is not None else None
        rose = change is not None and change.now > change.before
        return cls(change if rose else None, None if rose else change, line.only_left, thing is None)


class CartLine(msgspec.Struct):
    """So many of one thing, at today's price; what is gone has a name only."""

    id: UUID
    product: UUID | None
    variant: UUID | None
    seller: UUID | None
    name: str
    sku: str
    options: dict[str, Any]
    image: str | None
    quantity: int
    price: Decimal | None
    currency: str | None
    total: Decimal
    stock: int
    changed: Changed

    @classmethod
    def of(cls, line: Line, media: str) -> "CartLine":
        """Show a line; media: where the addresses of files begin."""
        item, thing, changed = line.item, line.thing, Changed.of(line)
        if thing is None:
            nothing: dict[str, Any] = dict.fromkeys(
                ("product", "variant", "seller", "image", "price", "currency")
            )
            return cls(
                id=item.pk,
                name=item.name,
                sku="",
                options={},
                quantity=item.quantity,
                total=line.total,
                stock=0,
                changed=changed,
                **nothing,
            )
        return cls(
            item.pk,
            thing.product_id,
            thing.variant_id,
            thing.seller_id,
            thing.name,
            thing.sku,
            thing.options,
            address(media, thing.image),
            item.quantity,
            thing.price,
            thing.currency,
            line.total,
            thing.stock,
            changed,
        )


class CartShape(msgspec.Struct):
    """A cart with today's prices and stock.

    token: a guest's, once, when the cart is begun; it is sent as `X-Cart-Token` from then on.
    totals: what can be bought costs so much, by currency, before discounts, shipping and added taxes.
    """

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "token": None,
        "items": [
            {
                "id": _ID,
                "product": _ID,
                "variant": _ID,
                "seller": _ID,
                "name": "Linen Shirt",
                "sku": "SHIRT-M",
                "options": {"Size": "M"},
                "image": None,
                "quantity": 2,
                "price": "49.90",
                "currency": "EUR",
                "total": "99.80",
                "stock": 1,
                "changed": _CHANGED,
            }
        ],
        "quantity": 2,
        "totals": [{"currency": "EUR", "amount": "99.80"}],
        "note": None,
    }

    id: UUID | None
    token: str | None
    items: list[CartLine]
    quantity: int
    totals: list[Amount]
    note: str | None

    @classmethod
    def of(cls, look: Look, media: str, token: str | None = None) -> "CartShape":
        """Show a cart that was looked at."""
        return cls(
            look.cart.pk if look.cart else None,
            token,
            [CartLine.of(line, media) for line in look.lines],
            sum(line.item.quantity for line in look.lines if line.thing),
            [Amount(currency, amount) for currency, amount in look.totals.items()],
            look.note,
        )
