"""Changing the catalogue at the GraphQL door: the same actions, the same answers."""

from decimal import Decimal

import pytest

from nexus.commerce.catalog.models import Product, Variant
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, ProductImageFactory, VariantFactory

pytestmark = pytest.mark.django_db

CHANGE = """
mutation($id: ID!, $input: ProductChanges!) {
  changeProduct(id: $id, input: $input) { name price stock description }
}
"""
DELETE = "mutation($id: ID!) { deleteProduct(id: $id) }"
PUBLISH = "mutation($id: ID!) { publishProduct(id: $id) { status } }"
SHOW = "query($id: ID!) { product(id: $id) { name status } }"
OWN = """
query($status: ProductStatus, $ordering: ProductOrdering) {
  ownProducts(status: $status, ordering: $ordering) { edges { node { name status } } }
}
"""
ADD_VARIANT = """
mutation($id: ID!, $input: VariantInput!) {
  addVariant(product: $id, input: $input) { variants { id options price } }
}
"""
CHANGE_VARIANT = """
mutation($id: ID!, $variant: ID!, $input: VariantInput!) {
  changeVariant(product: $id, variant: $variant, input: $input) { variants { id price } }
}
"""
REMOVE_VARIANT = """
mutation($id: ID!, $variant: ID!) { removeVariant(product: $id, variant: $variant) { variants { id } } }
"""
REMOVE_IMAGE = """
mutation($id: ID!, $image: ID!) { removeImage(product: $id, image: $image) { images { id } } }
"""


@pytest.fixture
def product(seller):
    return ProductFactory(seller=seller, name="Shirt")


def test_a_product_is_changed_taken_off_and_put_back(client_of, visitor, seller, product):
    client, one = client_of(seller), {"id": str(product.pk)}

    changed = ask(client, CHANGE, **one, input={"price": "44.90", "stock": 20})["changeProduct"]
    assert (changed["name"], changed["price"], changed["stock"]) == ("Shirt", "44.90", 20)

    assert ask(client, DELETE, **one) == {"deleteProduct": str(product.pk)}
    assert refusal(visitor, SHOW, **one)["code"] == "NOT_FOUND"
    archived = ask(client, OWN, status="ARCHIVED")["ownProducts"]["edges"]
    assert archived == [{"node": {"name": "Shirt", "status": "ARCHIVED"}}]
    assert ask(client, PUBLISH, **one) == {"publishProduct": {"status": "ACTIVE"}}
    assert ask(visitor, SHOW, **one)["product"]["name"] == "Shirt"


def test_a_product_that_waits_is_seen_by_its_seller_only(client_of, visitor, seller):
    draft = ProductFactory(seller=seller, status="draft")
    one = {"id": str(draft.pk)}

    assert ask(client_of(seller), SHOW, **one)["product"]["status"] == "DRAFT"
    for client in (visitor, client_of(UserFactory(seller=True))):
        assert refusal(client, SHOW, **one)["code"] == "NOT_FOUND"


def test_variants_come_change_and_go(client_of, seller):
    product = ProductFactory(seller=seller, variant=None)
    VariantFactory(product=product, options={"Size": "S"})
    client, one = client_of(seller), {"id": str(product.pk)}

    said = {"options": {"Size": "M"}, "price": "49.90", "stock": 1}
    variants = ask(client, ADD_VARIANT, **one, input=said)["addVariant"]["variants"]
    (added,) = [variant for variant in variants if variant["options"] == {"Size": "M"}]
    assert refusal(client, ADD_VARIANT, **one, input=said)["code"] == "CONFLICT"
    ask(client, CHANGE_VARIANT, **one, variant=added["id"], input={"price": "39.90"})
    assert Variant.objects.get(pk=added["id"]).price == Decimal("39.90")
    left = ask(client, REMOVE_VARIANT, **one, variant=added["id"])["removeVariant"]["variants"]
    assert added["id"] not in {variant["id"] for variant in left}
    last = refusal(client, REMOVE_VARIANT, **one, variant=left[0]["id"])
    assert last["code"] == "UNPROCESSABLE_ENTITY"


def test_a_picture_is_taken_down(client_of, seller, product):
    image = ProductImageFactory(product=product)

    left = ask(client_of(seller), REMOVE_IMAGE, id=str(product.pk), image=str(image.pk))

    assert left == {"removeImage": {"images": []}}


def test_anothers_product_stays_as_it_is(client_of, visitor, product):
    other, one = client_of(UserFactory(seller=True)), {"id": str(product.pk)}

    for query, more in ((CHANGE, {"input": {"name": "Mine"}}), (DELETE, {}), (PUBLISH, {})):
        assert refusal(other, query, **one, **more)["code"] == "PERMISSION_DENIED"
        assert refusal(visitor, query, **one, **more)["code"] == "NOT_AUTHENTICATED"
    assert Product.objects.get(pk=product.pk).name == "Shirt"


@pytest.mark.parametrize("size", [1, 20])
def test_ones_own_cost_the_same_however_many_there_are(client_of, seller, size, django_assert_num_queries):
    ProductFactory.create_batch(size, seller=seller)
    client = client_of(seller)
    ask(client, OWN)

    with django_assert_num_queries(3):  # who asks, the stores that one manages, the page
        assert len(ask(client, OWN)["ownProducts"]["edges"]) == size
