"""What it costs to send the parts of an order, and by which ways they go."""

from decimal import Decimal
from uuid import uuid4

import pytest

from nexus.commerce.shipping import carriers
from nexus.commerce.shipping.carriers import Destination, Parcel, quotes
from nexus.commerce.shipping.exceptions import NotDeliverable
from tests.factories.accounts import UserFactory
from tests.factories.shipping import ShippingMethodFactory

pytestmark = pytest.mark.django_db

BERLIN = Destination("DE", "BE", "10115")


def parcel(seller=None, weight=0, goods="20.00") -> Parcel:
    return Parcel(seller.pk if seller else uuid4(), weight, Decimal(goods))


def prices(*parcels: Parcel, to: Destination = BERLIN, currency: str = "USD") -> list[list[str]]:
    return [[str(quote.price) for quote in ways] for ways in quotes(parcels, to, currency)]


def test_where_nothing_is_set_up_nothing_is_charged():
    ((quote,),) = quotes([parcel()], BERLIN, "USD")

    assert (quote.method_id, quote.name, quote.price) == (None, "Standard", 0)


def test_the_cheapest_comes_first_and_of_equals_the_faster():
    ShippingMethodFactory(name="Express", price=9, max_days=1)
    ShippingMethodFactory(name="Slow", price=3, max_days=9)
    ShippingMethodFactory(name="Snail", price=3, max_days=30)

    (ways,) = quotes([parcel()], BERLIN, "USD")

    assert [quote.name for quote in ways] == ["Slow", "Snail", "Express"]


def test_a_fixed_price_a_price_by_weight_and_free_over_an_amount():
    ShippingMethodFactory(price=Decimal("4.90"), price_per_kg=Decimal("1.50"), free_over=50)

    assert prices(
        parcel(weight=0),
        parcel(weight=1_230),
        parcel(weight=1_230, goods="49.99"),
        parcel(weight=1_230, goods="50.00"),
    ) == [["4.90"], ["6.75"], ["6.75"], ["0.00"]]  # 6.745: half a coin goes up


def test_a_price_has_no_smaller_coins_than_its_currency():
    ShippingMethodFactory(currency="JPY", price=500, price_per_kg=Decimal(333))

    assert prices(parcel(weight=500), currency="JPY") == [["667.00"]]  # 666.5


def test_a_sellers_own_ways_stand_in_place_of_the_sites():
    seller = UserFactory(seller=True)
    ShippingMethodFactory(price=1)
    ShippingMethodFactory(price=7, seller=seller)

    assert prices(parcel(seller), parcel()) == [["7.00"], ["1.00"]]


def test_only_what_is_offered_in_the_currency_counts():
    ShippingMethodFactory(price=7, currency="EUR")
    ShippingMethodFactory(price=7, is_active=False)

    assert prices(parcel()) == [["0.00"]]


def test_an_address_or_a_weight_that_nobody_takes_is_refused():
    seller = UserFactory(seller=True)
    ShippingMethodFactory(seller=seller, countries=["US", "CA"], max_weight_grams=2_000)

    assert prices(parcel(seller, weight=2_000), to=Destination("CA")) == [["4.90"]]
    for to, weight in [(BERLIN, 10), (Destination("US"), 2_001)]:
        with pytest.raises(NotDeliverable) as refusal:
            quotes([parcel(), parcel(seller, weight=weight)], to, "USD")
        assert refusal.value.details == {"sellers": [str(seller.pk)]}


def test_all_parts_cost_one_query(django_assert_num_queries):
    ShippingMethodFactory.create_batch(3)
    sellers = [UserFactory(seller=True) for _ in range(5)]

    with django_assert_num_queries(1):
        assert len(quotes([parcel(seller) for seller in sellers], BERLIN, "USD")) == 5


class ByDistance:
    """A carrier of one's own: its prices come from where it goes, and it stays on the continent."""

    def price(self, method, sent, destination):
        return {"DE": Decimal("3.333"), "FR": Decimal("6.50")}.get(destination.country)


def test_a_carrier_that_a_site_registers_says_its_own_prices(monkeypatch):
    monkeypatch.setattr(carriers, "_CARRIERS", dict(carriers._CARRIERS))
    carriers.register("by_distance", ByDistance())
    ShippingMethodFactory(carrier="by_distance")

    assert prices(parcel()) == [["3.33"]]
    assert prices(parcel(), to=Destination("FR")) == [["6.50"]]
    with pytest.raises(NotDeliverable):
        quotes([parcel()], Destination("US"), "USD")
