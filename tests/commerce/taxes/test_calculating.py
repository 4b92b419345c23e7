"""Taxes, to the coin: of an amount, of shipping, and which rule is the nearest."""

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from nexus.commerce.taxes.calculators import NO_TAX, TaxRate, rates_for, tax_of, tax_on_shipping
from nexus.kernel.kit.money import from_minor, to_minor
from tests.factories.taxes import TaxRuleFactory
from tests.factories.taxonomy import CategoryFactory

FULL = TaxRate("VAT", Decimal(19), is_included=True, taxes_shipping=True)
REDUCED = TaxRate("VAT", Decimal(7), is_included=True, taxes_shipping=True)
ADDED = TaxRate("Sales tax", Decimal("8.88"), is_included=False, taxes_shipping=False)

currencies = st.sampled_from(["USD", "EUR", "JPY", "KRW"])
coins = st.integers(0, 10**13)
rates = st.builds(
    TaxRate,
    st.just("VAT"),
    st.decimals(0, 100, places=2),
    is_included=st.booleans(),
    taxes_shipping=st.booleans(),
)
exactly = settings(derandomize=True, deadline=None, max_examples=200)


@given(coins, rates, currencies)
@exactly
def test_the_tax_of_any_amount_is_whole_coins_and_half_a_coin_off_at_most(minor, rate, currency):
    amount = from_minor(minor, currency)

    tax = tax_of(amount, rate, currency)

    share = rate.percent / (100 + rate.percent) if rate.is_included else rate.percent / 100
    off = abs(to_minor(tax, currency) - minor * share)
    assert off <= Decimal("0.5000001")
    assert 0 <= tax <= amount


@given(coins, st.lists(st.tuples(coins, rates), min_size=1, max_size=20), currencies)
@exactly
def test_shipping_is_taxed_in_whole_coins_and_never_above_the_highest_rate(minor, goods, currency):
    price = from_minor(minor, currency)
    lines = [(from_minor(paid, currency), rate) for paid, rate in goods]

    taxed = tax_on_shipping(price, lines, currency)

    highest = max((rate.percent for _, rate in lines if rate.taxes_shipping), default=Decimal(0))
    assert 0 <= taxed.added <= taxed.tax
    assert to_minor(taxed.tax, currency) <= minor * highest / 100 + len(lines)


@given(coins, coins, rates.filter(lambda rate: rate.taxes_shipping), currencies)
@exactly
def test_shipping_of_goods_at_one_rate_is_taxed_at_that_rate(minor, paid, rate, currency):
    price = from_minor(minor, currency)

    taxed = tax_on_shipping(price, [(from_minor(paid, currency), rate)] * 3, currency)

    assert taxed.tax == tax_of(price, rate, currency)
    assert taxed.added == (0 if rate.is_included else taxed.tax)


@pytest.mark.parametrize(
    ("amount", "rate", "currency", "tax"),
    [
        ("119.00", FULL, "EUR", "19.00"),
        ("0.10", FULL, "EUR", "0.02"),  # 1.597 cents
        ("100.00", ADDED, "USD", "8.88"),
        ("0.50", TaxRate("VAT", Decimal(5), is_included=False), "USD", "0.03"),  # 2.5 cents
        ("1050", TaxRate("JCT", Decimal(10), is_included=False), "JPY", "105.00"),
        ("1005", TaxRate("JCT", Decimal(10), is_included=False), "JPY", "101.00"),  # 100.5 yen
        ("100.00", NO_TAX, "USD", "0.00"),
    ],
)
def test_half_a_coin_is_rounded_up(amount, rate, currency, tax):
    assert tax_of(Decimal(amount), rate, currency) == Decimal(tax)


def test_shipping_is_taxed_as_the_goods_that_it_carries():
    goods = [(Decimal("75.00"), FULL), (Decimal("25.00"), REDUCED)]

    taxed = tax_on_shipping(Decimal("10.00"), goods, "EUR")

    assert taxed.tax == tax_of(Decimal("7.50"), FULL, "EUR") + tax_of(Decimal("2.50"), REDUCED, "EUR")
    assert taxed.added == 0


def test_a_rate_that_spares_shipping_takes_nothing_of_it():
    assert tax_on_shipping(Decimal("10.00"), [(Decimal("75.00"), ADDED)], "USD").tax == 0


@pytest.mark.django_db
def test_the_nearest_rule_above_a_category_wins(django_assert_num_queries):
    goods = CategoryFactory()
    books = CategoryFactory(parent=goods)
    novels = CategoryFactory(parent=books)
    prams = CategoryFactory()
    TaxRuleFactory(rate=19)
    TaxRuleFactory(rate=12, category=goods)
    TaxRuleFactory(rate=7, category=books)
    TaxRuleFactory(rate=3, category=novels, country="AT")

    with django_assert_num_queries(1):
        found = rates_for("DE", [novels.pk, novels.pk, books.pk, goods.pk, prams.pk, None])

    assert {asked: rate.percent for asked, rate in found.items()} == {
        novels.pk: 7,
        books.pk: 7,
        goods.pk: 12,
        prams.pk: 19,
        None: 19,
    }


@pytest.mark.django_db
def test_where_no_rule_reaches_there_is_no_tax():
    category = CategoryFactory()
    TaxRuleFactory(country="AT")
    TaxRuleFactory(country="DE", category=category)

    assert rates_for("FR", [category.pk]) == {None: NO_TAX, category.pk: NO_TAX}
    assert rates_for("DE", [category.pk])[None] == NO_TAX
    assert rates_for("DE", []) == {None: NO_TAX}
