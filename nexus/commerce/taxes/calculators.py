"""What the state takes of an amount, and who says at which rate: the table of rules, or the site's own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from django.conf import settings

from nexus.kernel.kit.money import NOTHING, rounded, shared_out

_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax as a rule sets it; percent: of the price without it."""

    name: str
    percent: Decimal
    is_included: bool = True
    taxes_shipping: bool = False


NO_TAX: Final = TaxRate("", NOTHING)

Rates = Mapping[int | None, TaxRate]


@dataclass(frozen=True, slots=True)
class ShippingTax:
    """The tax on a part's shipping; added: how much of it comes on top of the shipping's price."""

    tax: Decimal
    added: Decimal


class TaxCalculator(Protocol):
    """Whoever knows the rates: asked once for an order, within its transaction, so it must not call far."""

    def rates_for(self, country: str, category_ids: Collection[int | None]) -> Rates:
        """Give a rate for each of these categories and for None, which is goods without one."""


_CALCULATORS: dict[str, TaxCalculator] = {}


def register(name: str, calculator: TaxCalculator) -> None:
    """Let NEXUS_TAX_CALCULATOR name this calculator."""
    _CALCULATORS[name] = calculator


def known_calculators() -> list[str]:
    """List the names that NEXUS_TAX_CALCULATOR can have."""
    return sorted(_CALCULATORS)


def rates_for(country: str, category_ids: Collection[int | None]) -> Rates:
    """Give the rates of a country for goods of these categories and for None, by the site's calculator."""
    return _CALCULATORS[settings.TAX_CALCULATOR].rates_for(country, category_ids)


def tax_of(amount: Decimal, rate: TaxRate, currency: str) -> Decimal:
    """Give the tax on an amount, rounded half up to the coin.

    amount: what is asked for it, less any discount; it holds the tax already where the rate is included.
    """
    whole = _HUNDRED + rate.percent if rate.is_included else _HUNDRED
    return rounded(amount * rate.percent / whole, currency)


def tax_on_shipping(price: Decimal, goods: Sequence[tuple[Decimal, TaxRate]], currency: str) -> ShippingTax:
    """Tax a part's shipping as the goods that it carries: shared out over them by what each costs.

    goods: what is paid for each line of the part, and its rate; a rate that spares shipping taxes none of it.
    """
    shares = shared_out(price, [paid for paid, _ in goods], currency)
    by_rate: dict[TaxRate, Decimal] = {}
    for share, (_, rate) in zip(shares, goods, strict=True):
        if rate.taxes_shipping:
            by_rate[rate] = by_rate.get(rate, NOTHING) + share
    taxes = [(rate, tax_of(share, rate, currency)) for rate, share in by_rate.items()]
    added = sum((tax for rate, tax in taxes if not rate.is_included), NOTHING)
    return ShippingTax(sum((tax for _, tax in taxes), NOTHING), added)
