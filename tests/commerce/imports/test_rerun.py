from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import QuerySet

from nexus.commerce.catalog.actions import archive_product, update_product
from nexus.commerce.catalog.models import Product, ProductImage, Status, Variant
from nexus.commerce.imports.models import ImportedProduct
from nexus.kernel.api.generations import PREFIX
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.valkey import valkey
from nexus.kernel.taxonomy.models import Category
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, ProductImageFactory

pytestmark = pytest.mark.django_db

SHIRT = {
    "Handle": "shirt",
    "Title": "Shirt",
    "Option1 Name": "Size",
    "Option1 Value": "S",
    "Variant Price": "20",
    "Variant Inventory Qty": "3",
    "Variant SKU": "SH-S",
    "Image Src": "https://pictures.example/s.jpg",
}
LARGE = {
    "Handle": "shirt",
    "Option1 Value": "L",
    "Variant Price": "25",
    "Variant Inventory Qty": "1",
    "Variant SKU": "SH-L",
    "Image Src": "https://pictures.example/l.jpg",
}


def everything() -> list[list]:
    kept = [list(model.objects.order_by("pk").values()) for model in (Product, Variant, ProductImage)]
    return [*kept, list(announced().values())]


def announced() -> QuerySet[Event]:
    """What was announced of products; that there was an import is announced as well."""
    return Event.objects.filter(name__startswith="commerce.")


def test_a_rerun_changes_nothing(shopify, run):
    path = shopify(SHIRT, LARGE)
    run(path)
    before = everything()

    told = run(path)

    assert told.summary.endswith("0 created, 0 updated, 1 unchanged, 0 rejected.")
    assert everything() == before


def test_a_rerun_does_not_undo_what_was_sold_or_changed_since(shopify, run, product, seller):
    path = shopify(SHIRT)
    run(path)
    update_product(Actor.of(seller), product("Shirt").pk, {"stock": 1, "name": "Shirt, linen"})

    run(path)

    assert product("Shirt, linen").variants.get().stock == 1


def test_an_edited_file_updates_and_keeps_the_ids(shopify, run, product):
    run(shopify(SHIRT, LARGE))
    before = {variant.options["Size"]: variant.pk for variant in product("Shirt").variants.all()}

    told = run(
        shopify(
            SHIRT | {"Title": "Shirt, linen", "Option1 Value": "M", "Variant SKU": "SH-M"},
            LARGE | {"Variant Price": "15", "Variant Inventory Qty": "9"},
        )
    )

    assert told.summary.endswith("0 created, 1 updated, 0 unchanged, 0 rejected.")
    shirt = product("Shirt, linen")
    after = {variant.options["Size"]: variant for variant in shirt.variants.all()}
    assert set(after) == {"M", "L"}
    assert after["L"].pk == before["L"]
    assert (after["L"].price, after["L"].stock) == (Decimal(15), 9)
    assert (shirt.price, shirt.slug) == (Decimal(15), "shirt")
    assert [event.name for event in announced()] == [
        "commerce.product.created",
        "commerce.product.changed",
    ]


def test_two_variants_may_change_their_numbers_for_each_others(shopify, run, product):
    run(shopify(SHIRT, LARGE))

    told = run(shopify(SHIRT | {"Variant SKU": "SH-L"}, LARGE | {"Variant SKU": "SH-S"}))

    assert told.lines == []
    assert {v.options["Size"]: v.sku for v in product("Shirt").variants.all()} == {"S": "SH-L", "L": "SH-S"}


def test_pictures_follow_the_file_but_uploaded_ones_stay(shopify, run, product):
    run(shopify(SHIRT, LARGE))
    ProductImageFactory(product=product("Shirt"), position=9)

    run(shopify(SHIRT | {"Image Alt Text": "A shirt"}, LARGE | {"Image Src": ""}))

    images = list(product("Shirt").images.values_list("source_url", "alt"))
    assert images == [("https://pictures.example/s.jpg", "A shirt"), ("", "")]


def test_what_was_taken_off_comes_back_with_its_file(shopify, run, product, seller):
    path = shopify(SHIRT)
    run(path)
    archive_product(Actor.of(seller), product("Shirt").pk)

    assert "1 updated" in run(path).summary
    assert product("Shirt").status == Status.ACTIVE
    assert "1 unchanged" in run(path).summary


def test_another_sellers_product_of_the_same_handle_is_another_product(shopify, run, seller):
    other = UserFactory(seller=True)
    ProductFactory(seller=other, name="Shirt", slug="shirt")
    ProductFactory(seller=seller, name="Shirt", slug="shirt")

    run(shopify(SHIRT))

    assert Product.objects.filter(seller=other).count() == 1
    assert Product.objects.filter(seller=seller).count() == 2


def test_a_dry_run_says_the_same_and_writes_nothing(shopify, run):
    path = shopify(SHIRT | {"Type": "Tops"}, LARGE, {"Handle": "bad", "Title": "Bad", "Variant Price": "-1"})

    tried = run(path, "--dry-run")

    assert not Product.objects.exists()
    assert not Category.objects.exists()
    assert not Event.objects.exists()
    assert not ImportedProduct.objects.exists()
    done = run(path)
    assert tried.summary == f"Dry run, nothing written: {done.summary}"
    assert tried.lines == done.lines != []


def test_another_currency_is_a_change(shopify, run, product):
    path = shopify(SHIRT)
    run(path, "--currency", "USD")

    assert "1 updated" in run(path, "--currency", "EUR").summary
    assert product("Shirt").currency == "EUR"


def test_what_is_cached_of_the_catalogue_ends(shopify, run, django_capture_on_commit_callbacks):
    before = valkey().get(PREFIX + "catalog")

    with django_capture_on_commit_callbacks(execute=True):
        run(shopify(SHIRT))

    assert valkey().get(PREFIX + "catalog") != before


def test_a_whole_file_costs_a_fixed_number_of_statements_a_lot(shopify, run, django_assert_max_num_queries):
    rows = [SHIRT | {"Handle": f"shirt-{n}", "Title": f"Shirt {n}"} for n in range(300)]

    with django_assert_max_num_queries(40):
        run(shopify(*rows))

    assert Product.objects.count() == 300


def test_what_the_database_alone_refuses_is_told_and_stops_nothing_else(shopify, run):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalog_product ADD CONSTRAINT odd CHECK (name <> 'Shirt 5')")

    told = run(shopify(*(SHIRT | {"Handle": f"shirt-{n}", "Title": f"Shirt {n}"} for n in range(9))))

    assert told.summary.endswith("8 created, 0 updated, 0 unchanged, 1 rejected.")
    assert told.lines[0].startswith("line 7: The database refuses it:")
