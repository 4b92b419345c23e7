from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from nexus.commerce.catalog.models import Product, ProductImage, Status, Variant
from nexus.kernel.taxonomy.models import Category
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

POT = {
    "Handle": "clay-pot",
    "Title": "Clay Pot",
    "Body (HTML)": "<p>For <b>plants</b> &amp; herbs</p><script>alert(1)</script>",
    "Vendor": "Company 123",
    "Type": "Outdoor Pots",
    "Tags": "Pot, Plants",
    "Published": "true",
    "Option1 Name": "Title",
    "Option1 Value": "Default Title",
    "Variant SKU": "'0042",
    "Variant Grams": "450",
    "Variant Inventory Qty": "7",
    "Variant Price": "9.99",
    "Variant Compare At Price": "12",
    "Image Src": "https://pictures.example/pot.jpg",
    "Image Alt Text": "A pot",
}


def test_a_product_is_on_sale_with_all_that_the_file_says(shopify, run, product, seller):
    told = run(shopify(POT), "--currency", "eur")

    assert told.summary == "read 1 rows, 1 products: 1 created, 0 updated, 0 unchanged, 0 rejected."
    pot = product("Clay Pot")
    assert pot.seller == seller
    assert (pot.price, pot.compare_at_price, pot.currency) == (Decimal("9.99"), Decimal(12), "EUR")
    assert (pot.brand, pot.status, pot.slug) == ("Company 123", Status.ACTIVE, "clay-pot")
    assert pot.description == "For plants & herbs"
    assert pot.attributes == {"Tags": "Pot, Plants"}
    assert pot.category.slug == "outdoor-pots"
    variant = pot.variants.get()
    assert (variant.options, variant.sku, variant.stock) == ({}, "0042", 7)
    assert variant.weight_grams == 450
    image = pot.images.get()
    assert (image.source_url, image.alt, image.full) == ("https://pictures.example/pot.jpg", "A pot", "")


def test_rows_of_one_handle_are_its_variants_and_pictures(shopify, run, product):
    rows = [
        POT
        | {
            "Option1 Name": "Size",
            "Option1 Value": "Small",
            "Option2 Name": "Colour",
            "Option2 Value": "Red",
        },
        {
            "Handle": "clay-pot",
            "Option1 Value": "Large",
            "Option2 Value": "Red",
            "Variant Price": "5",
            "Image Src": "https://pictures.example/large.jpg",
        },
        {"Handle": "clay-pot", "Image Src": "https://pictures.example/top.jpg"},
    ]

    told = run(shopify(*rows))

    assert told.summary.startswith("read 3 rows, 1 products: 1 created")
    pot = product("Clay Pot")
    assert [variant.options for variant in pot.variants.all()] == [
        {"Size": "Small", "Colour": "Red"},
        {"Size": "Large", "Colour": "Red"},
    ]
    assert pot.price == Decimal(5)
    assert [image.source_url.rsplit("/", 1)[1] for image in pot.images.all()] == [
        "pot.jpg",
        "large.jpg",
        "top.jpg",
    ]


@pytest.mark.parametrize(("quantity", "stock"), [("", 0), ("-3", 0), ("0", 0), ("12", 12)])
def test_a_stock_is_what_can_be_bought_now(shopify, run, quantity, stock):
    run(shopify(POT | {"Variant Inventory Qty": quantity}))

    assert Variant.objects.get().stock == stock


@pytest.mark.parametrize(
    ("said", "status"),
    [({"Published": "false"}, Status.DRAFT), ({"Published": "TRUE"}, Status.ACTIVE), ({}, Status.ACTIVE)],
)
def test_what_is_not_published_waits(shopify, run, product, said, status):
    run(shopify(POT | said))

    assert product("Clay Pot").status == status


def test_where_the_site_reviews_products_imported_ones_wait_too(shopify, run, product, settings):
    settings.NEXUS_REVIEW = True

    run(shopify(POT))

    assert product("Clay Pot").status == Status.DRAFT


@pytest.mark.parametrize("former", ["", "0", "0.00"])
def test_no_former_price_is_none(shopify, run, product, former):
    run(shopify(POT | {"Variant Compare At Price": former}))

    assert product("Clay Pot").compare_at_price is None


def test_a_category_that_is_there_is_used(shopify, run, product):
    there = CategoryFactory(name="Pots for outside", slug="outdoor-pots")

    run(shopify(POT))

    assert product("Clay Pot").category == there


def test_a_type_in_another_script_is_a_category_of_its_own(shopify, run):
    run(shopify(POT | {"Type": "鉢"}, POT | {"Handle": "b", "Type": "服"}))

    assert set(Category.objects.values_list("name", flat=True)) == {"鉢", "服"}


def test_two_products_of_one_name_have_slugs_of_their_own(shopify, run):
    run(shopify(POT, POT | {"Handle": "clay-pot-2"}))

    assert len(set(Product.objects.values_list("slug", flat=True))) == 2


def test_without_the_price_column_nothing_is_read(write, run):
    with pytest.raises(CommandError, match=r"The column Variant Price is missing\."):
        run(write(["Handle", "Title"], {"Handle": "x", "Title": "X"}))


DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.mark.parametrize(
    ("name", "rows", "products"),
    [("apparel.csv", 22, 20), ("home-and-garden.csv", 21, 20), ("phones.shopify.csv", 2500, 2500)],
)
@pytest.mark.skipif(not DATA.exists(), reason="the sample files lie beside the checkout")
def test_real_files_come_in_whole_and_a_rerun_changes_nothing(run, visitor, name, rows, products):
    first, again = run(DATA / name), run(DATA / name)

    assert first.lines == []
    assert first.summary.startswith(f"read {rows} rows, {products} products: {products} created")
    assert again.summary.endswith(f"0 created, 0 updated, {products} unchanged, 0 rejected.")
    assert visitor.get("/api/products/").json()["count"] == products


@pytest.mark.skipif(not DATA.exists(), reason="the sample files lie beside the checkout")
def test_what_came_in_can_be_browsed_filtered_and_searched(run, visitor):
    run(DATA / "phones.shopify.csv")
    run(DATA / "home-and-garden.csv")

    def found(**query: str) -> dict:
        return visitor.get("/api/products/", query).json()

    assert found(category="indoor")["count"] == 13
    assert found(search="copper light")["results"][0]["name"] == "Copper Light"
    assert found(search="sansung galaxi")["count"] > 0
    assert all(float(entry["price"]) <= 20 for entry in found(max_price="20", ordering="-price")["results"])
    assert found(brand="Apple")["count"] > 10
    pot = found(search="clay plant pot")["results"][0]
    detail = visitor.get(f"/api/products/{pot['id']}/").json()["data"]
    assert [variant["options"] for variant in detail["variants"]] == [{"Size": "Regular"}, {"Size": "Large"}]
    assert ProductImage.objects.filter(product=pot["id"]).count() == 2
