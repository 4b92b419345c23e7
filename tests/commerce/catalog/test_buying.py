"""What carts and orders read of the catalogue, and prices in further currencies."""

from decimal import Decimal

import pytest

from nexus.commerce.catalog.models import Variant, VariantPrice
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.kit.ids import new_id
from tests.asking import ask
from tests.factories.accounts import UserFactory
from tests.factories.catalog import (
    ProductFactory,
    ProductImageFactory,
    VariantFactory,
    VariantPriceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt(seller):
    """Ten dollars; five are there."""
    return ProductFactory(seller=seller, name="Shirt").variants.get()


def price_path(variant, currency="EUR"):
    return f"/api/products/{variant.product_id}/variants/{variant.pk}/prices/{currency}/"


def test_a_variant_is_read_with_all_that_buying_needs(shirt):
    image = ProductImageFactory(product=shirt.product)
    VariantPriceFactory(variant=shirt, currency="EUR", price=Decimal("9.50"))
    Variant.objects.filter(pk=shirt.pk).update(weight_grams=300, sku="S-1", options={"Size": "M"})

    found = Variant.objects.to_buy([shirt.pk, new_id()])

    assert list(found) == [shirt.pk]
    assert found[shirt.pk]._asdict() == {
        "variant_id": shirt.pk,
        "product_id": shirt.product_id,
        "seller_id": shirt.product.seller_id,
        "name": "Shirt",
        "sku": "S-1",
        "options": {"Size": "M"},
        "category_id": shirt.product.category_id,
        "weight_grams": 300,
        "currency": "USD",
        "price": Decimal("10.00"),
        "prices": {"USD": Decimal("10.00"), "EUR": Decimal("9.50")},
        "stock": 5,
        "is_live": True,
        "is_sold": True,
        "image": image.card,
    }


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_not_on_sale_is_told(shirt, status):
    shirt.product.status = status
    shirt.product.save()

    assert not Variant.objects.to_buy([shirt.pk])[shirt.pk].is_live


@pytest.mark.parametrize("lines", [1, 20])
def test_any_number_is_one_query(seller, lines, django_assert_num_queries):
    variants = [ProductFactory(seller=seller).variants.get() for _ in range(lines)]

    with django_assert_num_queries(1):
        assert len(Variant.objects.to_buy([v.pk for v in variants])) == lines
    with django_assert_num_queries(1):
        meant = Variant.objects.resolve([(v.product_id, None) for v in variants])
    assert meant == [v.pk for v in variants]


def test_the_variant_that_is_meant(shirt):
    other = VariantFactory(product=ProductFactory(variant=None), options={"Size": "L"})

    meant = Variant.objects.resolve(
        [(other.product_id, other.pk), (shirt.product_id, None), (other.product_id, None)]
    )

    assert meant == [other.pk, shirt.pk, other.pk]


def test_lines_that_mean_nothing_are_told_each(shirt):
    several = ProductFactory(variant=None)
    small, large = (VariantFactory(product=several, options={"Size": size}) for size in "SL")
    draft = ProductFactory(status="draft")

    with pytest.raises(Unprocessable) as refusal:
        Variant.objects.resolve(
            [
                (shirt.product_id, None),
                (several.pk, None),
                (shirt.product_id, small.pk),
                (draft.pk, None),
                (new_id(), None),
            ]
        )

    choices = f"{small.pk}: Size S; {large.pk}: Size L"
    assert refusal.value.details == {
        "items": {
            "1": [f"Choose one of its variants: {choices}."],
            "2": [f"This product has no such variant. It has: {shirt.pk}: the only one."],
            "3": ["There is no such product on sale."],
            "4": ["There is no such product on sale."],
        }
    }


def test_a_price_in_a_further_currency_is_set_shown_and_taken_out(client_of, seller, shirt, visitor):
    client = client_of(seller)

    answer = client.put(price_path(shirt, "eur"), {"price": "9.5", "compare_at_price": "12"}, "json")
    assert answer.status_code == 200, answer.json()
    said = [{"currency": "EUR", "price": "9.50", "compare_at_price": "12.00"}]
    assert answer.json()["data"]["prices"] == said
    shown = visitor.get(f"/api/products/{shirt.product_id}/").json()["data"]["variants"]
    assert shown[0]["prices"] == said

    client.put(price_path(shirt), {"price": "8"}, "json")
    assert VariantPrice.objects.values_list("price", "compare_at_price").get() == (Decimal(8), None)
    assert client.delete(price_path(shirt)).status_code == 204
    assert client.delete(price_path(shirt)).status_code == 404


@pytest.mark.parametrize(
    ("currency", "fields", "status"),
    [
        ("EUR", {"price": "0"}, 400),
        ("EUR", {"price": "-1"}, 400),
        ("EUR", {"price": "1.005"}, 400),
        ("EUR", {}, 400),
        ("EUR", {"price": "1", "compare_at_price": "0"}, 400),
        ("ABC", {"price": "1"}, 400),
        ("USD", {"price": "1"}, 422),
    ],
)
def test_a_price_that_cannot_be(client_of, seller, shirt, currency, fields, status):
    assert client_of(seller).put(price_path(shirt, currency), fields, "json").status_code == status
    assert not VariantPrice.objects.exists()


def test_only_its_seller_prices_it(client_of, shirt, visitor):
    other = client_of(UserFactory(seller=True))

    assert other.put(price_path(shirt), {"price": "1"}, "json").status_code == 403
    assert visitor.put(price_path(shirt), {"price": "1"}, "json").status_code == 401
    assert not VariantPrice.objects.exists()


def test_a_product_takes_no_currency_that_a_variant_has_already(client_of, seller, shirt):
    VariantPriceFactory(variant=shirt, currency="EUR")
    path = f"/api/products/{shirt.product_id}/"

    assert client_of(seller).put(path, {"currency": "EUR"}, "json").status_code == 422
    assert client_of(seller).put(path, {"currency": "GBP"}, "json").status_code == 200


def test_prices_over_graphql(client_of, seller, shirt):
    said = """
        mutation ($product: ID!, $variant: ID!) {
          setVariantPrice(product: $product, variant: $variant, currency: "EUR", input: {price: "9.5"}) {
            variants { weightGrams prices { currency price compareAtPrice } }
          }
        }
    """
    ids = {"product": str(shirt.product_id), "variant": str(shirt.pk)}

    data = ask(client_of(seller), said, **ids)

    prices = [{"currency": "EUR", "price": "9.50", "compareAtPrice": None}]
    assert data["setVariantPrice"]["variants"] == [{"weightGrams": 0, "prices": prices}]
    gone = """
        mutation ($product: ID!, $variant: ID!) {
          removeVariantPrice(product: $product, variant: $variant, currency: "EUR") {
            variants { prices { price } }
          }
        }
    """
    assert ask(client_of(seller), gone, **ids)["removeVariantPrice"]["variants"] == [{"prices": []}]


def test_a_weight_is_said_and_shown(client_of, seller):
    client = client_of(seller)
    made = client.post("/api/products/", {"name": "Mug", "price": "5", "weight_grams": 350}, "json")

    assert made.json()["data"]["variants"][0]["weight_grams"] == 350
    path = f"/api/products/{made.json()['data']['id']}/"
    changed = client.put(path, {"weight_grams": 400}, "json")
    assert changed.json()["data"]["variants"][0]["weight_grams"] == 400
    assert client.put(path, {"weight_grams": -1}, "json").status_code == 400


@pytest.mark.parametrize("price", ["0.40", "1500.50"])
def test_no_price_is_in_coins_that_its_currency_does_not_have(client_of, seller, shirt, price):
    # Rounded in an order, the first would come to nothing.
    client = client_of(seller)
    product = f"/api/products/{shirt.product_id}/"
    said = {"name": "Yukata", "description": "Light", "price": price, "currency": "JPY", "stock": 1}
    said["category"] = shirt.product.category_id

    answers = [
        client.put(price_path(shirt, "JPY"), {"price": price}),
        client.post("/api/products/", said),
        client.patch(product, {"price": price, "currency": "JPY"}),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    for answer in answers:
        assert answer.json()["error"]["details"]["price"] == ["JPY has no such small coins."]
    assert client.patch(product, {"price": "1500.00", "currency": "JPY"}).status_code == 200
    assert not VariantPrice.objects.exists()


def test_a_currency_without_small_coins_takes_no_product_over_that_has_them(client_of, seller, shirt):
    VariantFactory(product=shirt.product, price=Decimal("12.50"), options={"Size": "L"})
    Variant.objects.filter(pk=shirt.pk).update(options={"Size": "M"})

    answer = client_of(seller).patch(f"/api/products/{shirt.product_id}/", {"currency": "JPY"})

    assert answer.status_code == 400
    assert answer.json()["error"]["details"]["price"] == ["JPY has no such small coins."]
