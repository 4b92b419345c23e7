"""Who carries things and for how much: the table of methods, or what a site registers beside it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol
from uuid import UUID

from django.core.exceptions import ValidationError

from nexus.commerce.shipping.exceptions import NotDeliverable
from nexus.commerce.shipping.models import ShippingMethod
from nexus.kernel.kit.money import NOTHING, rounded

_GRAMS_IN_A_KG: Final = 1_000


@dataclass(frozen=True, slots=True)
class Destination:
    """Where things go, as far as a price may hang on it."""

    country: str
    region: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One seller's part of an order; goods_total: what the customer pays for the goods in it."""

    seller_id: UUID
    weight_grams: int
    goods_total: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """A way to send a parcel; method_id is None where nothing is set up and nothing is charged."""

    method_id: UUID | None
    name: str
    price: Decimal
    min_days: int
    max_days: int


FREE_OF_CHARGE: Final = Quote(None, "Standard", NOTHING, 1, 5)


class Carrier(Protocol):
    """Whoever says what a method costs: asked while the order's transaction runs, so it must not call far."""

    def price(self, method: ShippingMethod, parcel: Parcel, destination: Destination) -> Decimal | None:
        """Give the price in the method's currency; None where the carrier doesn't take the parcel there."""


class Table:
    """The prices that stand in the method: a fixed one, one by weight, nothing from an amount on."""

    def price(self, method: ShippingMethod, parcel: Parcel, destination: Destination) -> Decimal | None:
        """Add up the fixed price and the weight's, to the gram; free where the goods reach `free_over`."""
        if method.free_over is not None and parcel.goods_total >= method.free_over:
            return NOTHING
        return method.price + method.price_per_kg * parcel.weight_grams / _GRAMS_IN_A_KG


_CARRIERS: dict[str, Carrier] = {"table": Table()}


def register(name: str, carrier: Carrier) -> None:
    """Let shipping methods name this carrier."""
    _CARRIERS[name] = carrier


def known_carrier(name: str) -> None:
    """Refuse a carrier that nobody registered."""
    if name not in _CARRIERS:
        raise ValidationError(f"There is no such carrier. Known here: {', '.join(sorted(_CARRIERS))}.")


def quotes(parcels: Sequence[Parcel], destination: Destination, currency: str) -> list[list[Quote]]:
    """Give the ways to send each parcel, the cheapest first, in one statement; NotDeliverable without any.

    A seller's own methods stand in place of the site's. Where neither has one in the currency, sending costs
    nothing.
    """
    methods = list(ShippingMethod.objects.to_quote({parcel.seller_id for parcel in parcels}, currency))
    return quotes_of(methods, parcels, destination)


def quotes_of(
    methods: Collection[ShippingMethod], parcels: Sequence[Parcel], destination: Destination
) -> list[list[Quote]]:
    """Give the ways to send each parcel by these methods, which are all in one currency."""
    found = [_ways(_offered(methods, parcel.seller_id), parcel, destination) for parcel in parcels]
    missing = {parcel.seller_id for parcel, ways in zip(parcels, found, strict=True) if not ways}
    if missing:
        raise NotDeliverable(details={"sellers": sorted(map(str, missing))})
    return found


def _offered(methods: Collection[ShippingMethod], seller_id: UUID) -> list[ShippingMethod]:
    own = [method for method in methods if method.seller_id == seller_id]
    return own or [method for method in methods if method.seller_id is None]


def _ways(methods: Iterable[ShippingMethod], parcel: Parcel, destination: Destination) -> list[Quote]:
    methods = list(methods)
    if not methods:
        return [FREE_OF_CHARGE]
    quoted = (_quote(method, parcel, destination) for method in methods)
    return sorted(
        (quote for quote in quoted if quote), key=lambda quote: (quote.price, quote.max_days, quote.name)
    )


def _quote(method: ShippingMethod, parcel: Parcel, destination: Destination) -> Quote | None:
    # A carrier that is registered no longer takes nothing: that must not stop the others' orders.
    carrier = _CARRIERS.get(method.carrier)
    if carrier is None or not method.takes(parcel.weight_grams, destination.country):
        return None
    price = carrier.price(method, parcel, destination)
    if price is None:
        return None
    return Quote(method.pk, method.name, rounded(price, method.currency), method.min_days, method.max_days)
