"""Stock that falls to what its seller calls low: said once on the way down, however it falls."""

import pytest
from django.db import transaction

from nexus.commerce.inventory.actions import hold, release, set_stocks
from nexus.commerce.inventory.models import MovementKind, StockItem
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from tests.asking import ask
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.inventory import StockItemFactory, WarehouseFactory

pytestmark = pytest.mark.django_db

CHANGE = """
mutation ($id: ID!, $input: StockChanges!) {
  changeStock(id: $id, input: $input) { lowStockThreshold isLow available }
}
"""


@pytest.fixture
def shirt(seller):
    return ProductFactory(seller=seller, variant__stock=20).variants.get()


@pytest.fixture
def item(shirt):
    return StockItem.objects.get(variant_id=shirt.pk)


@pytest.fixture
def told():
    """Give the stock items that have been told to be low since the last time."""

    heard: list[int] = []

    def since():
        low = Event.objects.filter(name="commerce.stock.low").order_by("position")
        new = [event.payload["stock_item_id"] for event in low][len(heard) :]
        heard.extend(new)
        return new

    return since


def take(shirt, quantity):
    order = new_id()
    hold(order, {shirt.pk: quantity}, until=None, actor=SYSTEM)
    return order


def threshold(client, item, value):
    return client.patch(f"/api/stock/{item.pk}/", {"low_stock_threshold": value}, "json")


def test_orders_tell_once_until_there_is_more_again(client_of, seller, shirt, item, told):
    assert threshold(client_of(seller), item, 10).json()["data"]["low_stock_threshold"] == 10

    take(shirt, 9)
    assert told() == []
    last = take(shirt, 1)
    assert told() == [item.pk]
    take(shirt, 3)
    assert told() == []
    release(last, actor=SYSTEM)
    take(shirt, 2)
    assert told() == [], "it never was above what is low"

    answer = client_of(seller).post(f"/api/stock/{item.pk}/adjust/", {"change": 30, "reason": "New"}, "json")
    assert (answer.json()["data"]["is_low"], told()) == (False, [])
    take(shirt, 30)
    assert told() == [item.pk]


@pytest.mark.parametrize(("own", "fallen"), [(None, 1), (4, 0), (19, 1), (0, 0)])
def test_without_a_word_of_the_seller_it_is_as_the_site_has_it(shirt, item, told, settings, own, fallen):
    settings.NEXUS_LOW_STOCK = 7
    StockItem.objects.update(low_stock_threshold=own)
    take(shirt, 13)

    assert len(told()) == fallen


def test_a_correction_tells_as_a_sale_does(client_of, seller, item, told):
    post = client_of(seller).post
    post(f"/api/stock/{item.pk}/adjust/", {"on_hand": 6, "reason": "Counted"}, "json")
    assert told() == []
    post(f"/api/stock/{item.pk}/adjust/", {"change": -1, "reason": "Broken"}, "json")
    assert told() == [item.pk]
    post(f"/api/stock/{item.pk}/adjust/", {"change": -1, "reason": "Broken"}, "json")
    assert told() == []


@pytest.mark.parametrize("kind", [MovementKind.ADJUSTED, MovementKind.IMPORTED])
def test_so_does_what_is_said_anew_or_imported(seller, shirt, item, told, kind):
    other = VariantFactory(product=shirt.product, options={"Size": "M"}, stock=3)

    def say(quantity):
        set_stocks(SYSTEM, seller.pk, {shirt.pk: quantity, other.pk: quantity}, kind=kind)
        return told()

    low = StockItem.objects.get(variant_id=other.pk)
    assert say(8) == []
    assert sorted(say(4)) == sorted([item.pk, low.pk])
    assert say(3) == []


def test_only_the_warehouse_that_gives_is_told(seller, shirt, item, told):
    second = WarehouseFactory(seller=seller, priority=5)
    other = StockItemFactory(warehouse=second, variant_id=shirt.pk, on_hand=40)
    take(shirt, 18)
    assert told() == [item.pk]
    take(shirt, 39)
    assert told() == [other.pk]


def test_an_order_that_comes_to_nothing_tells_nothing(shirt, told):
    with transaction.atomic():
        take(shirt, 20)
        transaction.set_rollback(True)

    assert told() == []


def test_a_threshold_that_is_set_above_what_is_left_is_told_at_once(client_of, seller, item, told):
    client = client_of(seller)
    answer = ask(client, CHANGE, id=str(item.pk), input={"lowStockThreshold": 20})
    assert answer["changeStock"] == {"lowStockThreshold": 20, "isLow": True, "available": 20}
    assert told() == [item.pk]
    threshold(client, item, 30)
    assert told() == []
    assert threshold(client, item, None).json()["data"]["is_low"] is False
    assert client.get("/api/stock/?is_low=true").json()["results"] == []


@pytest.mark.parametrize("value", [-1, 1.5, "many", 10_000_001, True, [3]])
def test_what_is_no_number_of_pieces_is_refused(client_of, seller, item, value):
    answer = threshold(client_of(seller), item, value)

    assert answer.status_code == 400, answer.json()
    item.refresh_from_db()
    assert item.low_stock_threshold is None


def test_another_sellers_stock_is_not_there(client_of, item):
    assert threshold(client_of(UserFactory(seller=True)), item, 3).status_code == 404
    item.refresh_from_db()
    assert item.low_stock_threshold is None


def test_the_back_office_sets_it_and_nothing_else(client, admin, item, told):
    client.force_login(admin)
    page = f"/admin/inventory/stockitem/{item.pk}/change/"
    assert b"low_stock_threshold" in client.get(page).content
    forms = {
        f"{name}-{part}": 0 for name in ("holds", "movements") for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    answer = client.post(page, {"low_stock_threshold": "25", "on_hand": "1", **forms})

    assert answer.status_code == 302, answer.content
    item.refresh_from_db()
    assert (item.low_stock_threshold, item.on_hand) == (25, 20)
    assert told() == [item.pk]
