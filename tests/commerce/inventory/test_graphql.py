"""Stock and stores at the GraphQL door."""

import pytest

from nexus.commerce.inventory.models import StockItem, Warehouse
from nexus.commerce.stores.models import Member
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db

STOCK = """
query ($filter: StockFilter) {
  stock(filter: $filter) {
    totalCount
    edges { node { id variant onHand reserved available lowStockThreshold isLow warehouse { id name } } }
  }
}
"""
ADJUST = """
mutation ($id: ID!, $input: StockAdjustmentInput!) {
  adjustStock(id: $id, input: $input) { onHand available }
}
"""


@pytest.fixture
def item(seller):
    return StockItem.objects.get(variant_id=ProductFactory(seller=seller).variants.get().pk)


def test_the_same_stock_at_both_doors(client_of, seller, item):
    client = client_of(seller)
    rest = client.get("/api/stock/").json()["results"][0]

    (edge,) = ask(client, STOCK)["stock"]["edges"]

    assert edge["node"] == {
        "id": str(rest["id"]),
        "variant": rest["variant"],
        "onHand": rest["on_hand"],
        "reserved": rest["reserved"],
        "available": rest["available"],
        "lowStockThreshold": rest["low_stock_threshold"],
        "isLow": rest["is_low"],
        "warehouse": rest["warehouse"],
    }
    assert ask(client, STOCK, filter={"below": 5})["stock"]["totalCount"] == 0


@pytest.mark.parametrize("size", [1, 20])
def test_a_page_costs_the_same_whatever_its_size(client_of, seller, size, django_assert_num_queries):
    product = ProductFactory(seller=seller, variant=None)
    for n in range(size):
        VariantFactory(product=product, options={"No": str(n)})
    client = client_of(seller)
    ask(client, STOCK)

    with django_assert_num_queries(4):  # the token's account, its stores, the page, the count
        assert len(ask(client, STOCK)["stock"]["edges"]) == size


def test_a_stock_is_adjusted_and_its_history_told(client_of, seller, item):
    client = client_of(seller)

    said = ask(client, ADJUST, id=str(item.pk), input={"change": -2, "reason": "Broken"})
    assert said["adjustStock"] == {"onHand": 3, "available": 3}

    told = ask(
        client,
        "query ($id: ID!) { stockMovements(stock: $id) { edges { node { kind onHandChange reason } } } }",
        id=str(item.pk),
    )
    lines = [edge["node"] for edge in told["stockMovements"]["edges"]]
    assert lines == [
        {"kind": "ADJUSTED", "onHandChange": -2, "reason": "Broken"},
        {"kind": "OPENED", "onHandChange": 5, "reason": ""},
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"change": -9, "reason": "Lost"}, "UNPROCESSABLE_ENTITY"),
        ({"change": 1, "onHand": 2, "reason": "Both"}, "VALIDATION_ERROR"),
    ],
)
def test_what_cannot_be_is_refused_as_over_rest(client_of, seller, item, given, code):
    assert refusal(client_of(seller), ADJUST, id=str(item.pk), input=given)["code"] == code
    item.refresh_from_db()
    assert item.on_hand == 5


def test_what_is_anothers_is_not_there(client_of, item, visitor):
    given = {"change": 1, "reason": "Mine"}

    other = refusal(client_of(UserFactory(seller=True)), ADJUST, id=str(item.pk), input=given)
    assert other["code"] == "NOT_FOUND"
    assert refusal(visitor, ADJUST, id=str(item.pk), input=given)["code"] == "NOT_AUTHENTICATED"


def test_a_warehouse_is_opened_and_changed(client_of, seller, item):
    client = client_of(seller)

    made = ask(
        client,
        'mutation { openWarehouse(input: {name: "Hamburg", country: "DE", priority: 2}) { id name } }',
    )["openWarehouse"]
    changed = ask(
        client,
        "mutation ($id: ID!) { changeWarehouse(id: $id, input: {isActive: false}) { name isActive } }",
        id=made["id"],
    )["changeWarehouse"]

    assert changed == {"name": "Hamburg", "isActive": False}
    listed = ask(client, "{ warehouses { edges { node { name seller { username } } } } }")["warehouses"]
    assert [edge["node"]["name"] for edge in listed["edges"]] == ["Main", "Hamburg"]
    assert Warehouse.objects.get(pk=made["id"]).priority == 2


def test_a_store_and_its_members(client_of, seller, visitor):
    client = client_of(seller)
    UserFactory(username="nora")

    changed = ask(
        client,
        """
        mutation { changeStore(input: {
          name: "Linen", legalName: "Linen GmbH", address: {line1: "Speicherstr. 1", city: "Hamburg"}
        }) { name legalName address } }
        """,
    )["changeStore"]
    assert changed["address"] == {"line1": "Speicherstr. 1", "city": "Hamburg"}
    shown = ask(visitor, "query ($id: ID!) { store(id: $id) { name owner { username } } }", id=str(seller.pk))
    assert shown["store"] == {"name": "Linen", "owner": {"username": seller.username}}
    assert refusal(visitor, "{ ownStore { name } }")["code"] == "NOT_AUTHENTICATED"
    said = client.get("/api/store/", {"store": "linen"}).json()["error"]
    assert refusal(client, '{ ownStore(id: "linen") { name } }')["details"] == said["details"]

    member = ask(client, 'mutation { addStoreMember(input: {username: "nora", role: STAFF}) { id role } }')[
        "addStoreMember"
    ]
    ask(
        client,
        "mutation ($id: ID!) { changeStoreMember(id: $id, input: {role: MANAGER}) { role } }",
        id=member["id"],
    )
    people = ask(client, "{ storeMembers { edges { node { role user { username } } } } }")["storeMembers"]
    assert people["edges"] == [{"node": {"role": "MANAGER", "user": {"username": "nora"}}}]
    ask(client, "mutation ($id: ID!) { removeStoreMember(id: $id) { name } }", id=member["id"])
    assert not Member.objects.exists()


ONE_STOCK = "query ($id: ID!) { stockItem(id: $id) { id onHand } }"
ONE_WAREHOUSE = "query ($id: ID!) { warehouse(id: $id) { id name } }"


def test_one_stock_and_one_warehouse(client_of, seller, item, visitor, django_assert_num_queries):
    client, warehouse = client_of(seller), Warehouse.objects.get()
    ask(client, "{ __typename }")

    with django_assert_num_queries(3):  # who asks, its stores, the stock
        assert ask(client, ONE_STOCK, id=str(item.pk))["stockItem"] == {"id": str(item.pk), "onHand": 5}
    with django_assert_num_queries(2):  # who asks, the warehouse with the stores that one runs
        shown = ask(client, ONE_WAREHOUSE, id=str(warehouse.pk))["warehouse"]
    assert shown == {"id": str(warehouse.pk), "name": "Main"}
    other = client_of(UserFactory(seller=True))
    for query, thing in ((ONE_STOCK, item), (ONE_WAREHOUSE, warehouse)):
        assert refusal(other, query, id=str(thing.pk))["code"] == "NOT_FOUND"
        assert refusal(visitor, query, id=str(thing.pk))["code"] == "NOT_AUTHENTICATED"


def test_warehouses_are_narrowed_as_over_rest(client_of, seller, item):
    query = "query ($filter: WarehouseFilter) { warehouses(filter: $filter) { totalCount } }"

    assert ask(client_of(seller), query, filter={"isActive": True})["warehouses"] == {"totalCount": 1}
    assert ask(client_of(seller), query, filter={"isActive": False})["warehouses"] == {"totalCount": 0}
