"""What a wish comes to today: prices, taxes, shipping and coupon are asked once each, whatever is ordered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from nexus.commerce.catalog.models import ToBuy, Variant
from nexus.commerce.checkout.actions.wishes import Wish
from nexus.commerce.checkout.exceptions import MixedCurrencies, PricesChanged
from nexus.commerce.checkout.pricing import (
    Line,
    PricedLine,
    PricedOrder,
    by_seller,
    priced_lines,
    priced_order,
)
from nexus.commerce.inventory.exceptions import InsufficientStock
from nexus.commerce.promotions.actions import find_coupon
from nexus.commerce.promotions.discounts import Discount, Goods, discount_of
from nexus.commerce.shipping.carriers import Destination, Parcel, Quote, quotes
from nexus.commerce.stores.models import sellers_run_by
from nexus.commerce.taxes.calculators import rates_for
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.kit.actor import Actor

LARGEST: Final = Decimal("999999999999.99")  # what the columns of an order's amounts hold


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A wish with all its figures.

    things: what is bought, by variant. ways: how each seller's part can be sent, the cheapest first.
    chosen: how it is.
    """

    things: Mapping[UUID, ToBuy]
    ways: Mapping[UUID, Sequence[Quote]]
    chosen: Mapping[UUID, Quote]
    discount: Discount | None
    priced: PricedOrder


def reckon(actor: Actor, wish: Wish, quantities: Mapping[UUID, int]) -> Reckoning:
    """Find out what a wish comes to; the same input comes to the same, whether it is a quote or an order."""
    things = Variant.objects.to_buy(list(quantities))
    _expect_on_sale(things, quantities)
    expect_stock(things, quantities, {key: thing.stock for key, thing in things.items()})
    currency = _currency_of([things[key] for key in quantities], wish.currency)
    lines = _lines(things, quantities, currency, wish.shipping_address["country"])
    discount = _discount(actor, wish.coupon, lines, currency)
    priced = priced_lines(lines, discount, currency)
    ways = _ways(priced, things, wish.shipping_address, currency)
    chosen = {seller_id: _chosen(offered, wish.shipping_methods) for seller_id, offered in ways.items()}
    _expect_known(wish.shipping_methods, ways)
    shipping = {seller_id: way.price for seller_id, way in chosen.items()}
    order = priced_order(priced, shipping, discount, currency)
    _expect_affordable(order, wish.at_most)
    return Reckoning(things, ways, chosen, discount, order)


def expect_stock(
    things: Mapping[UUID, ToBuy], quantities: Mapping[UUID, int], available: Mapping[UUID, int]
) -> None:
    """Go on where there is enough of everything; InsufficientStock says what is left of what is short."""
    short = [key for key, quantity in quantities.items() if available.get(key, quantity) < quantity]
    if not short:
        return
    items = [
        {"variant": str(key), "asked": quantities[key], "available": available[key], "name": things[key].name}
        for key in short
    ]
    left = ", ".join(f"{item['available']} of {item['name']}" for item in items)
    raise InsufficientStock(f"There is not enough in stock: {left} left.", {"items": items})


def _expect_on_sale(things: Mapping[UUID, ToBuy], quantities: Iterable[UUID]) -> None:
    gone = {
        str(place): [things[key].refusal if key in things else "This is not on sale any more."]
        for place, key in enumerate(quantities)
        if key not in things or things[key].refusal
    }
    if gone:
        raise Unprocessable("Not everything is on sale any more: take it out.", {"items": gone})


def _currency_of(things: Sequence[ToBuy], wanted: str | None) -> str:
    common = set.intersection(*({*thing.prices} for thing in things))
    if wanted is not None:
        if wanted in common:
            return wanted
        missing = [thing.name for thing in things if wanted not in thing.prices]
        raise MixedCurrencies(f"There is no price in {wanted} for: {', '.join(missing)}.")
    # Rather one in which its seller set the price than one that happens to be there too.
    for currency in (*(thing.currency for thing in things), *sorted(common)):
        if currency in common:
            return currency
    raise MixedCurrencies(details={"currency": sorted({thing.currency for thing in things})})


def _lines(
    things: Mapping[UUID, ToBuy], quantities: Mapping[UUID, int], currency: str, country: str
) -> list[Line]:
    rates = rates_for(country, {thing.category_id for thing in things.values()})
    return [
        Line(key, thing.seller_id, thing.prices[currency], quantity, rates[thing.category_id])
        for key, quantity in quantities.items()
        if (thing := things[key])
    ]


def _discount(actor: Actor, code: str, lines: Sequence[Line], currency: str) -> Discount | None:
    if not code:
        return None
    coupon = find_coupon(code, user_id=actor.id)
    goods = [Goods(line.seller_id, line.subtotal(currency)) for line in lines]
    own = sellers_run_by(actor) if coupon.seller_id is None else []
    return discount_of(coupon, goods, currency, own=own)


def _ways(
    lines: Sequence[PricedLine], things: Mapping[UUID, ToBuy], address: Mapping[str, str], currency: str
) -> dict[UUID, list[Quote]]:
    parcels = [_parcel(seller_id, own, things) for seller_id, own in by_seller(lines).items()]
    destination = Destination(address["country"], address.get("region", ""), address["postal_code"])
    found = quotes(parcels, destination, currency)
    return {parcel.seller_id: offered for parcel, offered in zip(parcels, found, strict=True)}


def _parcel(seller_id: UUID, lines: Sequence[PricedLine], things: Mapping[UUID, ToBuy]) -> Parcel:
    weight = sum(things[line.line.variant_id].weight_grams * line.line.quantity for line in lines)
    return Parcel(seller_id, weight, sum((line.charged for line in lines), Decimal(0)))


def _chosen(offered: Sequence[Quote], wanted: frozenset[UUID]) -> Quote:
    return next((way for way in offered if way.method_id in wanted), offered[0])


def _expect_known(wanted: frozenset[UUID], ways: Mapping[UUID, Sequence[Quote]]) -> None:
    if unknown := wanted - {way.method_id for offered in ways.values() for way in offered}:
        raise Unprocessable(
            "This way of shipping isn't offered here: choose one from the quote.",
            {"shipping_method": sorted(map(str, unknown))},
        )


def _expect_affordable(order: PricedOrder, at_most: Decimal | None) -> None:
    if max(order.total, order.items_total) > LARGEST:
        raise Unprocessable("This comes to more than one order can hold: order it in several.")
    if at_most is not None and order.total > at_most:
        raise PricesChanged(
            "This comes to more than you were shown. Ask for a quote again, then order.",
            {"total": [f"{order.total} {order.currency}"]},
        )
