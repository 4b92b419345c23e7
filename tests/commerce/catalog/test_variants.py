import pytest

from nexus.commerce.catalog.models import Product, Variant
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt(seller):
    """A shirt in two sizes, S for 10 and M for 20."""
    product = ProductFactory(seller=seller, variant=None)
    VariantFactory(product=product, options={"Size": "S"}, sku="S", price=10, position=0)
    VariantFactory(product=product, options={"Size": "M"}, sku="M", price=20, position=1)
    return product


def path(product, variant=None):
    return f"/api/products/{product.pk}/variants/" + (f"{variant.pk}/" if variant else "")


def test_a_variant_is_added_and_counts(client_of, seller, visitor, shirt):
    made = client_of(seller).post(
        path(shirt), {"options": {"Size": "L"}, "sku": "L", "price": "8.00", "stock": 7}
    )

    assert made.status_code == 201
    assert made.json()["data"]["options"] == {"Size": "L"}
    shown = visitor.get(f"/api/products/{shirt.pk}/").json()["data"]
    assert (shown["price"], shown["stock"]) == ("8.00", 17)
    assert [variant["sku"] for variant in shown["variants"]] == ["S", "M", "L"]
    assert Event.objects.filter(name="commerce.product.changed", subject=str(shirt.pk)).exists()


def test_a_variant_is_changed_and_the_products_price_follows(client_of, seller, visitor, shirt):
    small = shirt.variants.get(sku="S")

    answer = client_of(seller).put(path(shirt, small), {"price": "30.00", "stock": 0})

    assert answer.json()["data"]["options"] == {"Size": "S"}
    shown = visitor.get(f"/api/products/{shirt.pk}/").json()["data"]
    assert (shown["price"], shown["stock"]) == ("20.00", 5)


def test_the_last_variant_stays(client_of, seller, shirt):
    small, medium = shirt.variants.all()
    client = client_of(seller)

    assert client.delete(path(shirt, small)).status_code == 204
    shirt.refresh_from_db()
    assert shirt.price == 20
    refused = client.delete(path(shirt, medium))

    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "UNPROCESSABLE_ENTITY"
    assert Variant.objects.get() == medium


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"options": {"Size": "M"}, "price": 5}, 409),
        ({"options": {"Size": "L"}, "sku": "M", "price": 5}, 409),
        ({"options": {"Colour": "red"}, "price": 5}, 422),
        ({"price": 5}, 422),
        ({"options": {"Size": "L"}}, 400),
        ({"options": {"Size": "L"}, "price": 0}, 400),
        ({"options": {"Size": "L"}, "price": 1, "stock": -1}, 400),
        ({"options": "L", "price": 1}, 400),
        ({"options": {"Size": "x" * 101}, "price": 1}, 400),
        ({"options": {"Size": "L"}, "sku": "\u0000", "price": 1}, 400),
    ],
)
def test_a_variant_that_does_not_fit_is_refused(client_of, seller, shirt, fields, status):
    assert client_of(seller).post(path(shirt), fields).status_code == status
    assert shirt.variants.count() == 2


def test_the_only_variant_of_a_plain_product_may_take_on_options(client_of, seller):
    product = ProductFactory(seller=seller)
    client = client_of(seller)

    assert client.put(path(product, product.variants.get()), {"options": {"Size": "S"}}).status_code == 200
    assert client.post(path(product), {"options": {"Size": "M"}, "price": 5}).status_code == 201


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("seller", 403), (None, 403), ("visitor", 401)])
def test_who_may_change_a_variant(client_of, shirt, who, status):
    user = None if who == "visitor" else UserFactory(**({who: True} if who else {}))
    small = shirt.variants.get(sku="S")

    assert client_of(user).put(path(shirt, small), {"stock": 1}).status_code == status
    assert client_of(user).delete(path(shirt, small)).status_code == (204 if status == 200 else status)


def test_a_variant_is_only_found_under_its_own_product(client_of, seller, shirt):
    other = ProductFactory(seller=seller)

    answer = client_of(seller).put(path(other, shirt.variants.get(sku="S")), {"stock": 1})

    assert answer.status_code == 404


def test_a_product_of_another_that_is_not_public_is_not_there(client_of, shirt):
    Product.objects.update(status="draft")

    answer = client_of(UserFactory(seller=True)).post(path(shirt), {"options": {"Size": "L"}, "price": 5})

    assert answer.status_code == 404
