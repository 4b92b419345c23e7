"""That an order's figures add up, whatever is ordered of however many sellers in whatever currency."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given, strategies as st

from nexus.commerce.checkout.pricing import Line, priced_lines, priced_order
from nexus.commerce.promotions.discounts import Goods, discount_of
from nexus.commerce.promotions.models import Coupon, CouponKind
from nexus.commerce.taxes.calculators import NO_TAX, TaxRate
from nexus.kernel.kit.money import places

SELLERS = [UUID(int=number) for number in range(1, 6)]
CURRENCIES = ["EUR", "USD", "JPY", "KRW"]

amounts = st.decimals("0.01", "99999.99", places=2)
percents = st.decimals("0", "100", places=2)
taxes = st.builds(TaxRate, st.just("VAT"), percents, st.booleans(), st.booleans())
lines_of_any_kind = st.lists(
    st.builds(Line, st.uuids(), st.sampled_from(SELLERS), amounts, st.integers(1, 999), taxes),
    min_size=1,
    max_size=20,
)
shippings = st.lists(st.decimals("0", "500", places=0), min_size=len(SELLERS), max_size=len(SELLERS))


@st.composite
def coupons(draw, currency):
    kind = draw(st.sampled_from(CouponKind))
    value = {
        CouponKind.PERCENT: percents,
        CouponKind.AMOUNT: st.decimals("1", "9999999", places=places(currency)),
        CouponKind.FREE_SHIPPING: st.just(Decimal(0)),
    }[kind]
    seller = draw(st.none() | st.sampled_from(SELLERS))
    return Coupon(pk=uuid4(), code="ANY", kind=kind, value=draw(value), seller_id=seller)


@st.composite
def orders(draw):
    """An order as checkout prices it, with a coupon that fits it or none."""
    currency, lines = draw(st.sampled_from(CURRENCIES)), draw(lines_of_any_kind)
    shipping = dict(zip(SELLERS, draw(shippings), strict=True))
    coupon = draw(st.none() | coupons(currency))
    goods = [Goods(line.seller_id, line.subtotal(currency)) for line in lines]
    fits = coupon is not None and any(coupon.covers(line.seller_id) for line in lines)
    discount = discount_of(coupon, goods, currency) if fits else None
    return priced_order(priced_lines(lines, discount, currency), shipping, discount, currency)


def every_line(order):
    return [line for part in order.parts for line in part.lines]


@given(orders())
def test_parts_sum_to_the_order(order):
    for name in ("items_total", "discount_total", "shipping_total", "tax_total", "total"):
        assert getattr(order, name) == sum(getattr(part, name) for part in order.parts), name
    assert len({part.seller_id for part in order.parts}) == len(order.parts)


@given(orders())
def test_lines_sum_to_their_part(order):
    for part in order.parts:
        assert part.items_total == sum(line.subtotal for line in part.lines)
        assert part.discount_total == sum(line.discount for line in part.lines) + part.shipping_discount
        assert part.tax_total == sum(line.tax for line in part.lines) + part.shipping_tax
        assert part.discount_by_site in {Decimal(0), part.discount_total}
        assert all(line.line.seller_id == part.seller_id for line in part.lines)


@given(orders())
def test_the_total_is_goods_less_discounts_with_shipping_and_added_taxes(order):
    added = sum(line.tax for line in every_line(order) if not line.line.tax_rate.is_included)
    goods_and_sending = order.items_total - order.discount_total + order.shipping_total
    on_shipping = order.total - goods_and_sending - added
    assert 0 <= on_shipping <= sum(part.shipping_tax for part in order.parts)
    if all(line.line.tax_rate.is_included for line in every_line(order)):
        assert order.total == goods_and_sending


@given(orders())
def test_no_discount_is_greater_than_what_it_is_on(order):
    for line in every_line(order):
        assert 0 <= line.discount <= line.subtotal
        assert 0 <= line.tax <= max(line.charged, line.total)
    for part in order.parts:
        assert 0 <= part.shipping_discount <= part.shipping_total
        assert part.total >= 0


@given(orders())
def test_every_figure_is_whole_coins(order):
    coin = Decimal(1).scaleb(-places(order.currency))
    figures = [
        *(figure for part in order.parts for figure in (part.total, part.tax_total, part.discount_total)),
        *(figure for line in every_line(order) for figure in (line.subtotal, line.discount, line.tax)),
        order.total,
    ]
    assert all(figure % coin == 0 for figure in figures)


def only(unit_price, quantity, tax=NO_TAX, currency="EUR", shipping="0"):
    line = Line(uuid4(), SELLERS[0], Decimal(unit_price), quantity, tax)
    lines = priced_lines([line], None, currency)
    return priced_order(lines, {SELLERS[0]: Decimal(shipping)}, None, currency)


@pytest.mark.parametrize(
    ("rate", "unit_price", "tax", "total"),
    [
        (TaxRate("VAT", Decimal(19), is_included=True), "119.00", "19.00", "119.00"),
        (TaxRate("VAT", Decimal(19), is_included=False), "100.00", "19.00", "119.00"),
        # 0.125 and 0.135: half a cent goes up, also where a banker would round to the even one.
        (TaxRate("Sales tax", Decimal(5), is_included=False), "2.50", "0.13", "2.63"),
        (TaxRate("Sales tax", Decimal(5), is_included=False), "2.70", "0.14", "2.84"),
        (NO_TAX, "10.00", "0.00", "10.00"),
    ],
)
def test_taxes_are_in_the_price_or_on_top_and_rounded_half_up(rate, unit_price, tax, total):
    order = only(unit_price, 1, rate)
    assert (order.tax_total, order.total) == (Decimal(tax), Decimal(total))


def test_shipping_is_taxed_as_the_goods_are_where_the_rule_says_so():
    taxed = TaxRate("VAT", Decimal(20), is_included=False, taxes_shipping=True)
    spared = TaxRate("VAT", Decimal(20), is_included=False, taxes_shipping=False)
    assert only("10.00", 1, taxed, shipping="5").total == Decimal("18.00")
    assert only("10.00", 1, spared, shipping="5").total == Decimal("17.00")


def test_a_currency_without_coins_has_none():
    order = only("10.50", 3, TaxRate("VAT", Decimal(8), is_included=False), "JPY")
    assert (order.items_total, order.tax_total, order.total) == (Decimal(32), Decimal(3), Decimal(35))
