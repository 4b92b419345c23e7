"""The history of products: for who manages the store, and at no cost to what is sold."""

from decimal import Decimal

import pytest

from nexus.commerce.catalog.models import Product, Variant, VariantPrice
from nexus.commerce.stores.models import StoreRole
from nexus.kernel.audit.models import Change
from tests.asking import ask, refusal
from tests.commerce.buying import ADDRESS
from tests.factories.catalog import ProductFactory, VariantPriceFactory
from tests.factories.stores import MemberFactory, StoreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(seller) -> Product:
    return ProductFactory(seller=seller, price=Decimal("120.00"))


def path(product: Product) -> str:
    return f"/api/audit/history/product/{product.pk}/"


def test_a_new_price_is_in_the_products_history_with_who_and_why(client_of, seller, product):
    answer = client_of(seller).patch(
        f"/api/products/{product.pk}/", {"price": "99.00"}, HTTP_CHANGE_REASON="Sale until Sunday"
    )
    assert answer.status_code == 200, answer.content

    noted = client_of(seller).get(path(product)).json()["results"]
    assert {change["kind"] for change in noted} == {"product", "variant"}
    for change in noted:
        assert change["changes"]["price"] == ["120.00", "99.00"]
        assert change["by"] == {"id": str(seller.pk), "username": seller.username}
        assert change["reason"] == "Sale until Sunday"


def test_prices_in_other_currencies_are_shown_with_their_product(client_of, seller, product):
    other = VariantPriceFactory(variant=product.variants.get(), currency="EUR", price=Decimal("9.00"))
    VariantPrice.objects.filter(pk=other.pk).update(price=Decimal("8.50"))

    (change,) = client_of(seller).get(path(product)).json()["results"]
    assert (change["kind"], change["changes"]) == ("variant_price", {"price": ["9.00", "8.50"]})


def test_a_store_s_managers_read_it_and_nobody_else(client_of, admin, employer, seller, product):
    Product.objects.filter(pk=product.pk).update(is_featured=True)
    store = StoreFactory(owner=seller)
    manager, staff = MemberFactory(store=store).user, MemberFactory(store=store, role=StoreRole.STAFF).user
    nowhere = "/api/audit/history/product/0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10/"
    absent = client_of(employer).get(nowhere, HTTP_X_REQUEST_ID="same")

    for user in (admin, seller, manager):
        assert client_of(user).get(path(product)).json()["count"] == 1
    for user in (employer, staff):
        refused = client_of(user).get(path(product), HTTP_X_REQUEST_ID="same")
        assert (refused.status_code, refused.content) == (404, absent.content)
    query = 'query ($id: ID!) { history(kind: "product", id: $id) { totalCount } }'
    assert ask(client_of(manager), query, id=str(product.pk))["history"]["totalCount"] == 1
    assert refusal(client_of(staff), query, id=str(product.pk))["code"] == "NOT_FOUND"


def test_an_order_writes_no_history(client_of, seeker, product):
    before = Change.objects.count()

    order = {"items": [{"product": str(product.pk), "quantity": 1}], "shipping_address": ADDRESS}
    answer = client_of(seeker).post("/api/orders/", order)

    assert answer.status_code == 201, answer.content
    assert Variant.objects.get(product=product).stock == 4
    assert Change.objects.count() == before
