"""The back office's pages for the catalogue."""

import pytest
from django.test import Client

from nexus.commerce.catalog.actions import remove_variant
from nexus.commerce.catalog.models import Product, Variant, VariantPrice
from nexus.commerce.inventory.models import StockItem
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import Actor
from tests.factories.catalog import ProductFactory, ProductImageFactory, VariantFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/product/"


@pytest.fixture
def office(admin):
    client = Client()
    client.force_login(admin)
    return client


def test_products_are_listed_and_shown(office):
    image = ProductImageFactory()

    assert image.product.name in office.get(f"{LIST}?q=product").content.decode()
    assert image.full in office.get(f"{LIST}{image.product_id}/change/").content.decode()


def form_of(product: Product, **said):
    variant = product.variants.get()
    return {
        "name": product.name,
        "slug": product.slug,
        "currency": product.currency,
        "category": product.category_id,
        "variants-TOTAL_FORMS": 1,
        "variants-INITIAL_FORMS": 1,
        "variants-0-id": variant.pk,
        "variants-0-product": product.pk,
        "variants-0-options": "{}",
        "variants-0-price": variant.price,
        "variants-0-stock": variant.stock,
        "variants-0-weight_grams": variant.weight_grams,
        "variants-0-position": 0,
        "images-TOTAL_FORMS": 0,
        "images-INITIAL_FORMS": 0,
    } | said


def test_a_changed_variant_reprices_the_product(office, admin):
    product = ProductFactory()
    of_variant = {"variants-0-price": "3.50", "variants-0-stock": 4, "variants-0-weight_grams": 250}

    answer = office.post(
        f"{LIST}{product.pk}/change/", form_of(product, name="Renamed", currency="EUR", **of_variant)
    )

    assert answer.status_code == 302, answer.content.decode()
    product.refresh_from_db()
    variant = product.variants.get()
    assert (product.name, str(product.price)) == ("Renamed", "3.50")
    assert (variant.stock, variant.weight_grams) == (4, 250)
    assert StockItem.objects.get().on_hand == 4
    assert Event.objects.get(name="commerce.product.changed").actor_id == admin.pk


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"currency": "JPY", "variants-0-price": "19.99"}, "JPY has no such small coins."),
        ({"currency": "GBP"}, "A variant of this product has a further price in GBP already"),
        (
            {
                "variants-TOTAL_FORMS": 2,
                "variants-1-product": "",
                "variants-1-options": '{"Size": "M"}',
                "variants-1-price": "5",
                "variants-1-stock": 1,
                "variants-1-weight_grams": 0,
                "variants-1-position": 1,
            },
            "All variants of a product have the same options: Size.",
        ),
    ],
)
def test_what_an_action_refuses_is_refused_there_beside_the_form(office, said, sentence):
    product = ProductFactory()
    VariantPrice.objects.create(variant=product.variants.get(), currency="GBP", price="4")

    answer = office.post(f"{LIST}{product.pk}/change/", form_of(product, **said))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Product.objects.get().currency == product.currency
    assert Variant.objects.count() == 1


def test_products_are_put_on_sale_and_taken_off_there(office):
    draft, live = ProductFactory(status="draft"), ProductFactory()
    chosen = {"_selected_action": [draft.pk, live.pk]}

    office.post(LIST, chosen | {"action": "put_on_sale"})
    assert set(Product.objects.values_list("status", flat=True)) == {"active"}
    office.post(LIST, chosen | {"action": "take_off"})

    assert set(Product.objects.values_list("status", flat=True)) == {"archived"}
    assert Variant.objects.count() == 2
    assert office.get(f"{LIST}{live.pk}/delete/").status_code == 403
    assert office.get(f"{LIST}add/").status_code == 403


def test_stock_is_listed_under_the_names_of_the_catalogue(office, seller):
    product = ProductFactory(name="Kettle", seller=seller, variant__sku="KET-1")
    item = StockItem.objects.get()
    plain = ProductFactory(name="Mug", seller=seller)

    listed = office.get("/admin/inventory/stockitem/").content.decode()
    shown = office.get(f"/admin/inventory/stockitem/{item.pk}/change/").content.decode()

    assert ["Kettle · KET-1" in listed, ">Mug</a>" in listed.replace("\n", "")] == [True, True], plain
    assert "Kettle · KET-1 in Main" in shown
    assert str(product.variants.get().pk) not in listed


def test_what_is_offered_no_longer_says_so(office, seller):
    product = ProductFactory(seller=seller, variant=None)
    first, _ = (VariantFactory(product=product, options={"Size": size}) for size in "SM")
    remove_variant(Actor.of(seller), product.pk, first.pk)

    item = StockItem.objects.get(variant_id=None)

    assert "No longer offered" in office.get(f"/admin/inventory/stockitem/{item.pk}/change/").content.decode()
