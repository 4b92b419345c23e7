"""What a coupon takes off, to the coin, whatever is bought of however many sellers in whatever currency."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings, strategies as st

from nexus.commerce.promotions.discounts import Goods, discount_of
from nexus.commerce.promotions.exceptions import CouponNotUsable
from nexus.commerce.promotions.models import Coupon, CouponKind
from nexus.kernel.kit.money import from_minor, rounded, to_minor

SELLERS = [UUID(int=number) for number in range(1, 5)]
OTHER = UUID(int=9)

currencies = st.sampled_from(["USD", "EUR", "JPY", "KRW"])
sellers = st.sampled_from(SELLERS)


@st.composite
def cases(draw):
    currency = draw(currencies)
    coins = st.integers(1, 10**11)
    lines = draw(
        st.lists(st.builds(lambda who, n: Goods(who, from_minor(n, currency)), sellers, coins), min_size=1)
    )
    kind = draw(st.sampled_from([CouponKind.PERCENT, CouponKind.AMOUNT]))
    value = draw(
        st.decimals(Decimal("0.01"), 100, places=2)
        if kind == CouponKind.PERCENT
        else st.integers(1, 10**11).map(lambda n: from_minor(n, currency))
    )
    seller = draw(st.sampled_from([None, *SELLERS]))
    return Coupon(code="SPRING", kind=kind, value=value, currency=currency, seller_id=seller), lines, currency


@given(cases())
@settings(derandomize=True, deadline=None, max_examples=200)
def test_the_lines_share_out_the_whole_discount_and_no_line_pays_more_than_it_costs(case):
    coupon, lines, currency = case
    covered = [line.total for line in lines if coupon.covers(line.seller_id)]
    if not covered:
        with pytest.raises(CouponNotUsable):
            discount_of(coupon, lines, currency)
        return

    off = discount_of(coupon, lines, currency).on_lines

    total = sum(covered)
    wanted = (
        rounded(total * coupon.value / 100, currency)
        if coupon.kind == CouponKind.PERCENT
        else min(coupon.value, total)
    )
    assert sum(off) == wanted
    assert len(off) == len(lines)
    for line, taken in zip(lines, off, strict=True):
        assert 0 <= taken <= line.total
        assert to_minor(taken, currency) >= 0  # whole coins: yen have none smaller
        assert coupon.covers(line.seller_id) or taken == 0


def usd(amount: str, seller: UUID = SELLERS[0]) -> Goods:
    return Goods(seller, Decimal(amount))


def coupon(kind: CouponKind = CouponKind.PERCENT, value: str = "10", **more) -> Coupon:
    return Coupon(code="SPRING", kind=kind, value=Decimal(value), **more)


def test_percent_is_rounded_once_and_shared_out():
    off = discount_of(coupon(value="33.33"), [usd("0.05"), usd("0.05"), usd("0.05")], "USD").on_lines

    assert sum(off) == Decimal("0.05")  # 4.9995 cents; rounded by line it would be six


def test_half_a_coin_is_rounded_up():
    assert discount_of(coupon(value="50"), [usd("0.05")], "USD").on_lines == (Decimal("0.03"),)
    assert discount_of(coupon(value="50"), [Goods(OTHER, Decimal(5))], "JPY").on_lines == (Decimal("3.00"),)


def test_an_amount_takes_no_more_than_there_is():
    five = coupon(CouponKind.AMOUNT, "5.00", currency="USD")

    assert discount_of(five, [usd("3.00")], "USD").on_lines == (Decimal("3.00"),)


def test_a_stores_coupon_acts_on_its_own_lines_at_its_own_cost():
    of_store = coupon(CouponKind.AMOUNT, "5.00", currency="USD", seller_id=SELLERS[0])

    discount = discount_of(of_store, [usd("20.00"), usd("20.00", OTHER)], "USD")

    assert discount.on_lines == (Decimal("5.00"), Decimal("0.00"))
    assert discount.by_site is False
    assert discount_of(coupon(), [usd("1.00")], "USD").by_site is True


def test_free_shipping_is_the_stores_part_or_every_part():
    lines = [usd("20.00"), usd("20.00", OTHER)]
    of_store = discount_of(coupon(CouponKind.FREE_SHIPPING, "0", seller_id=OTHER), lines, "USD")
    of_site = discount_of(coupon(CouponKind.FREE_SHIPPING, "0"), lines, "USD")

    assert of_store.on_lines == (Decimal(0), Decimal(0))
    assert of_store.off_shipping(OTHER, Decimal("4.90")) == Decimal("4.90")
    assert of_store.off_shipping(SELLERS[0], Decimal("4.90")) == 0
    assert of_site.off_shipping(OTHER, Decimal("4.90")) == Decimal("4.90")
    assert of_site.off_shipping(SELLERS[0], Decimal("3.00")) == Decimal("3.00")
    assert discount_of(coupon(), lines, "USD").off_shipping(OTHER, Decimal("4.90")) == 0


@pytest.mark.parametrize(
    ("terms", "currency", "why"),
    [
        (coupon(CouponKind.AMOUNT, "5.00", currency="EUR"), "USD", "in EUR"),
        (coupon(seller_id=OTHER), "USD", "another seller"),
        (coupon(minimum=Decimal("20.01"), currency="USD"), "USD", r"20\.01 USD or more"),
    ],
)
def test_goods_that_do_not_fit_are_told_why(terms, currency, why):
    with pytest.raises(CouponNotUsable, match=why):
        discount_of(terms, [usd("20.00")], currency)


def test_the_minimum_counts_only_the_goods_it_acts_on():
    of_store = coupon(minimum=Decimal("20.00"), currency="USD", seller_id=SELLERS[0])

    with pytest.raises(CouponNotUsable):
        discount_of(of_store, [usd("19.99"), usd("50.00", OTHER)], "USD")
    assert sum(discount_of(of_store, [usd("20.00")], "USD").on_lines) == Decimal("2.00")
