from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from nexus.kernel.kit.money import from_minor, places, rounded, shared_out, to_minor

currencies = st.sampled_from(["EUR", "USD", "JPY", "KRW"])
coins = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("amount", "currency", "is_rounded_to"),
    [
        ("0.005", "EUR", "0.01"),
        ("0.0049", "EUR", "0.00"),
        ("-0.005", "EUR", "-0.01"),
        ("99.5", "JPY", "100.00"),
        ("99.49", "JPY", "99.00"),
    ],
)
def test_amounts_are_rounded_half_up_to_the_smallest_coin(amount, currency, is_rounded_to):
    assert rounded(Decimal(amount), currency) == Decimal(is_rounded_to)


@given(coins, currencies)
def test_coins_are_counted_and_given_back(minor, currency):
    assert to_minor(from_minor(minor, currency), currency) == minor


def test_half_a_coin_is_refused():
    with pytest.raises(ValueError, match="no whole number of coins"):
        to_minor(Decimal("0.50"), "JPY")


@given(
    st.integers(0, 10**10),
    st.lists(st.integers(0, 10**8), min_size=1, max_size=100),
    currencies,
)
def test_shares_sum_to_the_amount_and_none_is_off_by_a_coin_for_each_share(minor, weights, currency):
    amount, total = from_minor(minor, currency), sum(weights)

    shares = shared_out(amount, [Decimal(weight) for weight in weights], currency)

    assert sum(shares) == amount
    coin = Decimal(1).scaleb(-places(currency))
    for share, weight in zip(shares, weights, strict=True):
        assert share >= 0
        assert share == rounded(share, currency)
        if total:
            assert abs(share - amount * weight / total) <= coin * len(weights)
        if total and not weight:
            assert share == 0


def test_nothing_to_go_by_gives_the_first_all():
    assert shared_out(Decimal("5.00"), [Decimal(0), Decimal(0)], "EUR") == [Decimal("5.00"), Decimal("0.00")]
