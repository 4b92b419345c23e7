"""Stock and warehouses, through the doors that sellers use."""

import pytest

from nexus.commerce.catalog.models import Variant
from nexus.commerce.inventory.actions import hold
from nexus.commerce.inventory.actions.stocking import MOST_STOCK
from nexus.commerce.inventory.actions.warehouses import MOST_WAREHOUSES
from nexus.commerce.inventory.models import StockItem, StockMovement, Warehouse
from nexus.commerce.stores.models import Store, StoreRole
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.inventory import StockItemFactory, WarehouseFactory, doubted
from tests.factories.stores import MemberFactory, StoreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt(seller):
    return ProductFactory(seller=seller).variants.get()


@pytest.fixture
def item(shirt):
    """Five on hand, two of them held."""
    hold(new_id(), {shirt.pk: 2}, until=None, actor=SYSTEM)
    return StockItem.objects.get(variant_id=shirt.pk)


def adjust(client, item, **said):
    return client.post(f"/api/stock/{item.pk}/adjust/", said, "json")


def test_a_seller_sees_what_lies_where(client_of, seller, shirt, item):
    ProductFactory()  # another's

    answer = client_of(seller).get("/api/stock/").json()

    assert answer["results"] == [
        {
            "id": item.pk,
            "variant": str(shirt.pk),
            "warehouse": {"id": str(item.warehouse_id), "name": "Main"},
            "on_hand": 5,
            "reserved": 2,
            "available": 3,
            "low_stock_threshold": None,
            "is_low": True,
        }
    ]
    assert client_of(seller).get(f"/api/stock/{item.pk}/").json()["data"] == answer["results"][0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("below=3", 1),
        ("below=4", 2),
        ("is_held=true", 1),
        ("is_held=false", 1),
        ("is_low=true", 2),
        ("is_low=false", 0),
        ("variant={shirt}", 1),
        ("warehouse={home}", 2),
        ("seller={seller}", 2),
        ("seller={other}", 0),
        ("page_size=1&cursor=", 1),
    ],
)
def test_the_list_is_narrowed(client_of, seller, shirt, item, query, found):
    VariantFactory(product=shirt.product, options={"Size": "M"}, stock=2)
    names = {"shirt": shirt.pk, "home": item.warehouse_id, "seller": seller.pk, "other": new_id()}

    answer = client_of(seller).get(f"/api/stock/?{query.format(**names)}")

    assert len(answer.json()["results"]) == found


@pytest.mark.parametrize(
    ("query", "details"),
    [
        ("variant=x", {"variant": ["Give an id."]}),
        ("below=-1", {"below": ["Give a whole number from 0 to 1000000000."]}),
        ("is_held=maybe", {"is_held": ["Give true or false."]}),
    ],
)
def test_a_filter_that_is_none_is_told(client_of, seller, query, details):
    answer = client_of(seller).get(f"/api/stock/?{query}")

    assert (answer.status_code, answer.json()["error"]["details"]) == (400, details)


@pytest.mark.parametrize("size", [1, 20])
def test_a_page_costs_the_same_whatever_its_size(client_of, seller, size, django_assert_num_queries):
    product = ProductFactory(seller=seller, variant=None)
    for n in range(size):
        VariantFactory(product=product, options={"Size": str(n)})
    client = client_of(seller)
    client.get("/api/stock/")

    with django_assert_num_queries(4):  # the token's account, its stores, the count, the page
        assert len(client.get("/api/stock/").json()["results"]) == size


@pytest.mark.parametrize(
    ("said", "on_hand", "change"),
    [({"change": 7}, 12, 7), ({"change": -3}, 2, -3), ({"on_hand": 4}, 4, -1), ({"on_hand": 9}, 9, 4)],
)
def test_a_stock_is_put_right_with_a_reason(client_of, seller, shirt, item, said, on_hand, change):
    answer = adjust(client_of(seller), item, **said, reason="Counted")

    assert answer.status_code == 200, answer.json()
    assert answer.json()["data"]["on_hand"] == on_hand
    assert Variant.objects.get(pk=shirt.pk).stock == on_hand - 2
    line = StockMovement.objects.latest("id")
    assert (line.kind, line.on_hand_change, line.reason, line.actor_id) == (
        "adjusted",
        change,
        "Counted",
        seller.pk,
    )
    assert Event.objects.get(name="commerce.stock.adjusted").subject == str(shirt.pk)
    assert doubted() == []


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"change": -4, "reason": "Lost"}, 422),
        ({"on_hand": 1, "reason": "Lost"}, 422),
        ({"change": 10_000_000, "reason": "A lot"}, 422),
        ({"change": 0, "reason": "Nothing"}, 400),
        ({"change": 1.5, "reason": "Half"}, 400),
        ({"change": 10**12, "reason": "More than there is"}, 400),
        ({"on_hand": -1, "reason": "Less than nothing"}, 400),
        ({"change": 1}, 400),
        ({"change": 1, "reason": ""}, 400),
        ({"change": 1, "reason": "x" * 201}, 400),
        ({"reason": "Neither"}, 400),
        ({"change": 1, "on_hand": 6, "reason": "Both"}, 400),
    ],
)
def test_what_cannot_be_changes_nothing(client_of, seller, item, said, status):
    answer = adjust(client_of(seller), item, **said)

    assert answer.status_code == status, answer.json()
    item.refresh_from_db()
    assert (item.on_hand, item.reserved) == (5, 2)
    assert not StockMovement.objects.filter(kind="adjusted").exists()


def test_an_adjustment_that_is_sent_twice_is_made_once(client_of, seller, item):
    client, path = client_of(seller), f"/api/stock/{item.pk}/adjust/"
    said = {"change": -1, "reason": "Broken"}

    first, second = (client.post(path, said, "json", HTTP_IDEMPOTENCY_KEY="k1") for _ in range(2))

    assert first.content == second.content
    item.refresh_from_db()
    assert item.on_hand == 4


def test_a_history_is_told_from_its_end(client_of, seller, item):
    client = client_of(seller)
    adjust(client, item, change=3, reason="Found")

    lines = client.get(f"/api/stock/{item.pk}/movements/").json()["results"]

    assert [(line["kind"], line["on_hand_change"], line["reserved_change"]) for line in lines] == [
        ("adjusted", 3, 0),
        ("held", 0, 2),
        ("opened", 5, 0),
    ]
    assert lines[0]["by"] == str(seller.pk)
    assert lines[1]["order"]


def everything(item):
    return [
        ("get", f"/api/stock/{item.pk}/", None),
        ("get", f"/api/stock/{item.pk}/movements/", None),
        ("post", f"/api/stock/{item.pk}/adjust/", {"change": 1, "reason": "Mine now"}),
        ("get", f"/api/warehouses/{item.warehouse_id}/", None),
        ("put", f"/api/warehouses/{item.warehouse_id}/", {"name": "Mine"}),
    ]


@pytest.mark.parametrize("who", ["another seller", "staff", "former manager"])
def test_what_is_anothers_is_not_there(client_of, seller, item, who):
    user = UserFactory(seller=who == "another seller")
    if who == "staff":
        MemberFactory(store=StoreFactory(owner=seller), user=user, role=StoreRole.STAFF)
    if who == "former manager":
        MemberFactory(store=StoreFactory(owner=seller), user=user).delete()
    client = client_of(user)

    for method, path, body in everything(item):
        answer = getattr(client, method)(path, body, "json") if body else client.get(path)
        assert answer.status_code == 404, path
    assert client.get("/api/stock/").json()["count"] == 0
    assert client.get(f"/api/warehouses/?seller={seller.pk}").json()["count"] == 0
    assert not StockMovement.objects.filter(kind="adjusted").exists()


def test_a_manager_runs_the_stock_of_the_store(client_of, seller, item):
    manager = MemberFactory(store=StoreFactory(owner=seller)).user
    client = client_of(manager)

    for method, path, body in everything(item):
        answer = getattr(client, method)(path, body, "json") if body else client.get(path)
        assert answer.status_code == 200, answer.json()


def test_a_visitor_is_asked_to_sign_in(visitor, item):
    for method, path, body in everything(item):
        answer = getattr(visitor, method)(path, body, "json") if body else visitor.get(path)
        assert answer.status_code == 401, path
    assert visitor.get("/api/stock/").status_code == visitor.get("/api/warehouses/").status_code == 401


def test_a_warehouse_is_opened_and_serves_after_the_first(client_of, seller, shirt):
    answer = client_of(seller).post("/api/warehouses/", {"name": "Hamburg", "country": "DE", "priority": 1})

    assert answer.status_code == 201, answer.json()
    shown = client_of(seller).get("/api/warehouses/").json()["results"]
    assert [(row["name"], row["priority"]) for row in shown] == [("Main", 0), ("Hamburg", 1)]
    assert Event.objects.get(name="commerce.warehouse.opened").actor_id == seller.pk


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": "Main"}, 409),
        ({"name": ""}, 400),
        ({"name": "A\nB"}, 400),
        ({}, 400),
        ({"name": "X", "country": "XX"}, 400),
        ({"name": "X", "priority": -1}, 400),
        ({"name": "X", "priority": 10**6}, 400),
        ({"name": "X", "seller": "no id"}, 400),
    ],
)
def test_a_warehouse_that_cannot_be(client_of, seller, shirt, fields, status):
    answer = client_of(seller).post("/api/warehouses/", fields, "json")

    assert answer.status_code == status, answer.json()
    assert Warehouse.objects.count() == 1


def test_a_warehouse_of_anothers_store_is_not_ones_to_open(client_of, seller, seeker):
    for user in (UserFactory(seller=True), seeker):
        answer = client_of(user).post("/api/warehouses/", {"name": "Mine", "seller": str(seller.pk)}, "json")
        assert answer.status_code == 403
    assert not Warehouse.objects.exists()


def test_only_who_sells_has_a_warehouse(client_of, admin, seeker):
    assert client_of(seeker).post("/api/warehouses/", {"name": "Mine"}, "json").status_code == 403
    for named in ({}, {"seller": str(seeker.pk)}):
        answer = client_of(admin).post("/api/warehouses/", {"name": "Mine", **named}, "json")
        assert answer.status_code == 400
        assert answer.json()["error"]["details"] == {"seller": ["There is no such seller."]}
    assert not Store.objects.exists()


def test_closed_it_counts_no_more_and_opened_again_it_does(client_of, seller, shirt):
    other = WarehouseFactory(seller=seller, priority=1)
    StockItemFactory(variant_id=shirt.pk, warehouse=other, on_hand=7)
    client = client_of(seller)

    def stock():
        return client.get(f"/api/products/{shirt.product_id}/").json()["data"]["stock"]

    assert stock() == 12
    assert client.patch(f"/api/warehouses/{other.pk}/", {"is_active": False}, "json").status_code == 200
    assert stock() == 5
    # What someone says now goes to the warehouse that is open.
    client.put(f"/api/products/{shirt.product_id}/", {"stock": 6}, "json")
    assert stock() == 6
    client.patch(f"/api/warehouses/{other.pk}/", {"is_active": True}, "json")
    assert stock() == 13


def test_one_warehouse_stays_open(client_of, seller, shirt):
    home = Warehouse.objects.get()

    answer = client_of(seller).patch(f"/api/warehouses/{home.pk}/", {"is_active": False}, "json")

    assert answer.status_code == 422
    home.refresh_from_db()
    assert home.is_active


def test_a_variant_is_kept_in_one_more_warehouse(client_of, seller, shirt):
    outlet = WarehouseFactory(seller=seller, priority=1)
    said = {"variant": str(shirt.pk), "warehouse": str(outlet.pk), "on_hand": 3, "reason": "New outlet"}

    made = client_of(seller).post("/api/stock/", said, "json")

    assert made.status_code == 201, made.json()
    assert (made.json()["data"]["on_hand"], made.json()["data"]["warehouse"]["id"]) == (3, str(outlet.pk))
    assert Variant.objects.get(pk=shirt.pk).stock == 8
    assert client_of(seller).post("/api/stock/", said, "json").status_code == 409
    assert doubted() == []


def test_what_cannot_be_kept_there(client_of, seller, shirt):
    own, other = WarehouseFactory(seller=seller), WarehouseFactory()
    anothers = ProductFactory().variants.get()
    before = StockItem.objects.count()

    def status(variant, warehouse, on_hand=3):
        said = {"variant": str(variant.pk), "warehouse": str(warehouse.pk), "on_hand": on_hand}
        return client_of(seller).post("/api/stock/", said, "json").status_code

    assert status(anothers, own) == 422
    assert status(shirt, other) == 404
    assert status(shirt, own, on_hand=-1) == 400
    assert status(shirt, own, on_hand="many") == 400
    assert StockItem.objects.count() == before


def test_less_is_taken_from_one_warehouse_after_the_other(client_of, seller, shirt, item):
    other = WarehouseFactory(seller=seller, priority=1)
    StockItemFactory(variant_id=shirt.pk, warehouse=other, on_hand=7)

    client_of(seller).put(f"/api/products/{shirt.product_id}/", {"stock": 4}, "json")

    # Two are held in the first: they stay, and so do their pieces.
    lying = StockItem.objects.filter(variant_id=shirt.pk).order_by("warehouse__priority")
    assert list(lying.values_list("on_hand", "reserved")) == [(2, 2), (4, 0)]
    assert doubted() == []


def test_a_variant_that_is_held_stays(client_of, seller, shirt, item):
    VariantFactory(product=shirt.product, options={"Size": "M"}, stock=2)
    path = f"/api/products/{shirt.product_id}/variants/{shirt.pk}/"

    refused = client_of(seller).delete(path)
    assert refused.status_code == 422
    assert "held" in refused.json()["error"]["message"]

    item.holds.update(quantity=0)
    StockItem.objects.filter(pk=item.pk).update(reserved=0)
    assert client_of(seller).delete(path).status_code == 204
    item.refresh_from_db()
    assert (item.variant_id, item.on_hand) == (None, 5)
    assert StockMovement.objects.of(item.pk).exists()
    assert client_of(seller).get(f"/api/stock/{item.pk}/").status_code == 404


def test_nothing_else_writes_what_can_be_bought(shirt):
    Variant.objects.filter(pk=shirt.pk).update(stock=99)
    Variant.objects.bulk_create([Variant(product=shirt.product, price=1, options={"Size": "M"}, stock=99)])

    assert set(Variant.objects.values_list("stock", flat=True)) == {0, 5}


def test_a_new_seller_has_a_store_and_a_warehouse_with_the_first_product(client_of, seller):
    made = client_of(seller).post("/api/products/", {"name": "Mug", "price": "5", "stock": 3})

    assert made.status_code == 201
    assert Store.objects.get().pk == Warehouse.objects.get().seller_id == seller.pk
    assert StockMovement.objects.get().kind == "opened"


def test_what_a_store_can_hold_fits_the_column_that_sums_it_up(client_of, seller, shirt, item):
    # Were the sum at its column's end, an order's cancelling could give nothing back: it would be refused.
    assert MOST_STOCK * MOST_WAREHOUSES < 2**31 - 1 - MOST_STOCK
    client = client_of(seller)
    for number in range(3):
        warehouse = WarehouseFactory(seller=seller, name=f"Hall {number}")
        said = {"variant": str(shirt.pk), "warehouse": str(warehouse.pk), "reason": "Filling up"}
        assert client.post("/api/stock/", said | {"on_hand": MOST_STOCK + 1}).status_code == 400
        assert client.post("/api/stock/", said | {"on_hand": MOST_STOCK}).status_code == 201

    shirt.refresh_from_db()
    assert shirt.stock == 3 + 3 * MOST_STOCK
    assert doubted() == []
