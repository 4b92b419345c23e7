"""What goes back of a share: in proportion, to the coin, and all of it in the end."""

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from nexus.commerce.ledger.actions import SaleShare
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import from_minor, rounded, to_minor
from tests.commerce.ledger.strategies import CURRENCIES, refunds_of, shares, steps

PIECES = 7
AMOUNTS = ("goods", "shipping", "tax", "discount_by_site", "commission")

often = settings(max_examples=100, derandomize=True, database=None, deadline=None)


@st.composite
def refunded_sales(draw):
    currency = draw(CURRENCIES)
    share = draw(shares(currency))
    whole = to_minor(share.paid, currency) or PIECES
    return currency, share, draw(steps(whole))


@often
@given(refunded_sales())
def test_refunds_that_reach_the_whole_give_back_the_share_to_the_coin(case):
    currency, share, stops = case

    total = sum(refunds_of(share, stops, currency), SaleShare(share.seller_id))

    assert total == share


@often
@given(refunded_sales())
def test_each_refund_is_what_the_customer_gets(case):
    currency, share, stops = case

    for back, begun, ended in zip(refunds_of(share, stops, currency), stops, stops[1:], strict=False):
        assert back.paid == (from_minor(ended - begun, currency) if share.paid else Decimal(0))


@often
@given(refunded_sales())
def test_each_amount_goes_back_in_proportion_within_the_rounding(case):
    currency, share, stops = case
    coin = from_minor(1, currency)
    so_far = SaleShare(share.seller_id)

    for back, ended in zip(refunds_of(share, stops, currency), stops[1:], strict=False):
        so_far += back
        for name in AMOUNTS:
            wanted = getattr(share, name) * ended / stops[-1]
            # What the seller is owed holds what rounding left over of the others: half a coin of each.
            leeway = coin * (5 if name in {"goods", "shipping"} else 1) / 2
            assert abs(getattr(so_far, name) - wanted) <= leeway


def test_a_line_as_an_invoice_shows_it():
    # 3 pieces at 33.33 with 19 % on top, the site keeps 10 %.
    line = SaleShare(new_id(), goods=Decimal("99.99"), tax=Decimal("19.00"), commission=Decimal("10.00"))
    third = rounded(line.paid / 3, "EUR")

    backs = refunds_of(line, [0, to_minor(third, "EUR"), 2 * to_minor(third, "EUR"), 11_899], "EUR")

    assert [back.paid for back in backs] == [Decimal("39.66"), Decimal("39.66"), Decimal("39.67")]
    assert [back.commission for back in backs] == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]
    assert [back.tax for back in backs] == [Decimal("6.33"), Decimal("6.34"), Decimal("6.33")]


@pytest.mark.parametrize(
    ("begun", "ended", "whole"), [("1", "0", "2"), ("0", "3", "2"), ("-1", "0", "2"), ("0", "0", "0")]
)
def test_more_than_there_is_never_goes_back(begun, ended, whole):
    with pytest.raises(ValueError, match="can't go"):
        SaleShare(new_id(), Decimal(2)).taken_back(Decimal(begun), Decimal(ended), Decimal(whole), "EUR")


def test_shares_of_two_sellers_are_not_one():
    with pytest.raises(ValueError, match="two sellers"):
        SaleShare(new_id()) + SaleShare(new_id())
