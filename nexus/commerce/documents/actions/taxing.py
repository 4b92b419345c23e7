"""The table of taxes on a document, made alike for what is sold and for what is given back."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from nexus.commerce.documents.models.contents import Tax
from nexus.commerce.orders.models import OrderLine, OrderPart
from nexus.kernel.kit.money import NOTHING

Rate = tuple[str, Decimal]


class Taxed(NamedTuple):
    """An amount with the tax in it, and the rate that it stands under."""

    rate: Rate
    paid: Decimal
    tax: Decimal


def rate_of(line: OrderLine) -> Rate:
    """Name the tax of a line."""
    return line.tax_name, line.tax_rate


def taxes_of(
    part: OrderPart, lines: Sequence[OrderLine], goods: Iterable[Taxed], shipping: Decimal, on_it: Decimal
) -> list[Tax]:
    """Sum up net and tax by rate; shipping goes with the goods that it carries, where they have one rate.

    lines: all of the part, whatever of it this document is about, so that its credit notes go by the same
    rule as its invoice. shipping: with the tax on it.
    """
    rates: dict[Rate, tuple[Decimal, Decimal]] = {}
    shared = _rate_of_shipping(part, lines)
    sent = [Taxed(shared, shipping, on_it)] if shared and shipping else []
    for rate, paid, tax in [*goods, *sent]:
        net, taxed = rates.get(rate, (NOTHING, NOTHING))
        rates[rate] = (net + paid - tax, taxed + tax)
    found = [Tax(name, rate, net, tax) for (name, rate), (net, tax) in sorted(rates.items(), key=str)]
    is_apart = shipping and not shared
    return [*found, *([Tax("Shipping", None, shipping - on_it, on_it)] if is_apart else [])]


def _rate_of_shipping(part: OrderPart, lines: Sequence[OrderLine]) -> Rate | None:
    rates = {rate_of(line) for line in lines}
    is_taxed_alike = part.shipping_tax or not any(line.tax for line in lines)
    return rates.pop() if len(rates) == 1 and is_taxed_alike else None
