from decimal import Decimal
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from nexus.commerce.ledger.actions import SaleShare, post_refund, post_sale
from nexus.commerce.ledger.models import Account, Entry, Transaction
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import from_minor, to_minor
from tests.commerce.ledger.strategies import CURRENCIES, refunds_of, shares, steps
from tests.factories.accounts import UserFactory
from tests.factories.ledger import share
from tests.together import all_at_once

pytestmark = pytest.mark.django_db


def book():
    """What lies in each account, by kind; a seller's by their name."""
    accounts = Account.objects.with_balance().select_related("seller")
    return {
        account.seller.username if account.seller else account.provider or account.kind: from_minor(
            account.balance, account.currency
        )
        for account in accounts
        if account.balance
    }


def test_a_sale_says_whose_money_it_is():
    nora, otto = UserFactory(username="nora"), UserFactory(username="otto")
    sold = [
        share(nora.pk, "100.00", shipping="5.00", tax="19.95", commission="10.00"),
        share(otto.pk, "40.00", tax="7.60", discount_by_site="4.00", commission="2.00"),
    ]

    assert post_sale(new_id(), new_id(), "stripe", "EUR", sold)

    assert book() == {
        "stripe": Decimal("168.55"),
        "promotions": Decimal("4.00"),
        "nora": Decimal("-95.00"),
        "otto": Decimal("-38.00"),
        "commission": Decimal("-12.00"),
        "tax": Decimal("-27.55"),
    }


def test_a_payment_is_booked_once(seller):
    payment, order = new_id(), new_id()

    assert [post_sale(payment, order, "stripe", "EUR", [share(seller.pk)]) for _ in range(3)] == [
        True,
        False,
        False,
    ]

    assert Transaction.objects.count() == 1


def test_a_refund_of_another_kind_may_have_the_same_reference(seller):
    same = new_id()

    assert post_sale(same, new_id(), "stripe", "EUR", [share(seller.pk)])
    assert post_refund(same, new_id(), "stripe", "EUR", [share(seller.pk)])
    assert not post_refund(same, new_id(), "stripe", "EUR", [share(seller.pk)])

    assert book() == {}


def test_a_balance_may_fall_below_zero(seller):
    whole = share(seller.pk, "100.00", commission="10.00")
    post_sale(new_id(), new_id(), "stripe", "EUR", [whole])
    post_refund(new_id(), new_id(), "stripe", "EUR", [whole + whole])

    assert book()[seller.username] == Decimal("90.00")


def test_nothing_is_booked_of_nothing(seller):
    assert not post_sale(new_id(), new_id(), "stripe", "EUR", [SaleShare(seller.pk)])

    assert not Transaction.objects.exists()


def test_what_the_sites_coupon_pays_whole_is_owed_to_the_seller_all_the_same(seller):
    post_sale(new_id(), new_id(), "stripe", "EUR", [share(seller.pk, "10.00", discount_by_site="10.00")])

    assert book() == {"promotions": Decimal("10.00"), seller.username: Decimal("-10.00")}


def test_an_amount_that_has_no_coins_is_refused(seller):
    with pytest.raises(ValueError, match="whole number of coins"):
        post_sale(new_id(), new_id(), "stripe", "JPY", [share(seller.pk, "10.50")])


def test_it_costs_the_same_for_one_seller_and_for_twenty(django_assert_num_queries, seller):
    many = [share(UserFactory().pk, commission="1.00", tax="1.00") for _ in range(20)]
    post_sale(new_id(), new_id(), "stripe", "EUR", [share(seller.pk, commission="1.00", tax="1.00"), *many])

    for sold in ([share(seller.pk, commission="1.00", tax="1.00")], many):
        # The accounts, the transaction, its entries, and the two ends of a savepoint.
        with django_assert_num_queries(5):
            post_sale(new_id(), new_id(), "stripe", "EUR", sold)


@pytest.mark.django_db(transaction=True)
def test_a_payment_that_is_told_by_many_at_once_is_booked_once(seller):
    book_it = partial(post_sale, new_id(), new_id(), "stripe", "EUR", [share(seller.pk)])

    assert sum(all_at_once([book_it] * 16)) == 1

    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_accounts_that_many_open_at_once_are_opened_once():
    sellers = [UserFactory() for _ in range(8)]
    sold = [share(user.pk, commission="1.00") for user in sellers]
    sales = [
        partial(post_sale, new_id(), new_id(), "stripe", "EUR", sold if turn % 2 else sold[::-1])
        for turn in range(12)
    ]

    assert all(all_at_once(sales))

    assert Account.objects.count() == len(sellers) + 2
    assert Transaction.objects.unbalanced() == []


@st.composite
def histories(draw):
    """A sale to some sellers, and refunds of each share in pieces until all is given back."""
    currency = draw(CURRENCIES)
    sold = [draw(shares(currency, seller)) for seller in SELLERS[: draw(st.integers(1, 3))]]
    return currency, [(one, draw(steps(to_minor(one.paid, currency) or 7))) for one in sold]


SELLERS = [new_id() for _ in range(3)]


@pytest.fixture
def three_sellers():
    return [UserFactory(id=seller) for seller in SELLERS]


@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(histories())
def test_any_sale_given_back_in_any_pieces_comes_to_nothing(three_sellers, history):
    currency, sold = history
    post_sale(new_id(), new_id(), "stripe", currency, [one for one, _ in sold])
    assert sum(row["balance"] for row in Account.objects.trial_balance()) == 0

    for one, stops in sold:
        for back in refunds_of(one, stops, currency):
            post_refund(new_id(), new_id(), "stripe", currency, [back])
            assert sum(row["balance"] for row in Account.objects.trial_balance()) == 0

    assert book() == {}
    assert Transaction.objects.unbalanced() == []
