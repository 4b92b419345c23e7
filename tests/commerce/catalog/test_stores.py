"""What members of a store may do with its products."""

import pytest

from nexus.commerce.catalog.models import Product
from nexus.commerce.inventory.models import Warehouse
from nexus.commerce.stores.models import StoreRole
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.stores import MemberFactory, StoreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(seller):
    return StoreFactory(owner=seller)


@pytest.fixture
def draft(seller, store):
    return ProductFactory(seller=seller, status="draft")


@pytest.mark.parametrize(("role", "status"), [(StoreRole.MANAGER, 200), (StoreRole.STAFF, 404)])
def test_a_manager_runs_the_products(client_of, store, draft, role, status):
    client = client_of(MemberFactory(store=store, role=role).user)
    path = f"/api/products/{draft.pk}/"

    assert client.get(path).status_code == status
    assert client.put(path, {"price": "4.00", "stock": 2}, "json").status_code == status
    variants = f"{path}variants/{draft.variants.get().pk}/"
    assert client.put(variants, {"stock": 3}, "json").status_code == status
    found = [row["id"] for row in client.get("/api/products/mine/").json()["results"]]
    assert found == ([str(draft.pk)] if status == 200 else [])
    assert client.delete(path).status_code == (204 if status == 200 else 404)


def test_mine_are_ones_own_and_those_of_the_stores_one_manages(client_of, store, draft):
    nora = UserFactory(seller=True)
    MemberFactory(store=store, user=nora)
    own = ProductFactory(seller=nora)
    ProductFactory()

    found = client_of(nora).get("/api/products/mine/").json()["results"]

    assert {row["id"] for row in found} == {str(own.pk), str(draft.pk)}


def test_a_manager_puts_a_product_into_the_store(client_of, seller, store):
    manager = MemberFactory(store=store).user

    made = client_of(manager).post(
        "/api/products/", {"name": "Mug", "price": "5", "stock": 3, "store": str(seller.pk)}, "json"
    )

    assert made.status_code == 201, made.json()
    assert made.json()["data"]["seller"]["id"] == str(seller.pk)
    assert made.json()["data"]["stock"] == 3
    assert Warehouse.objects.get().seller_id == seller.pk


@pytest.mark.parametrize("who", ["staff", "another seller", "visitor"])
def test_nobody_else_does(client_of, seller, store, who):
    user = {
        "staff": lambda: MemberFactory(store=store, role=StoreRole.STAFF).user,
        "another seller": lambda: UserFactory(seller=True),
        "visitor": lambda: None,
    }[who]()

    made = client_of(user).post(
        "/api/products/", {"name": "Mug", "price": "5", "store": str(seller.pk)}, "json"
    )

    assert made.status_code == (401 if user is None else 403)
    assert not Product.objects.exists()


def test_a_store_that_is_not_there(client_of, seller):
    made = client_of(seller).post(
        "/api/products/",
        {"name": "Mug", "price": "5", "store": "00000000-0000-7000-8000-000000000000"},
        "json",
    )

    assert made.status_code == 404
