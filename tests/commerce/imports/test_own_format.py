from decimal import Decimal

import pytest

from nexus.commerce.catalog.models import Product
from nexus.kernel.taxonomy.models import Category

pytestmark = pytest.mark.django_db

HEADER = [
    "handle",
    "name",
    "description",
    "price",
    "compare_at_price",
    "currency",
    "stock",
    "weight_grams",
    "sku",
    "brand",
    "category",
    "status",
    "images",
    "options.Size",
    "attributes.Material",
]
SHIRT = {
    "name": "Linen Shirt",
    "description": "Light, a < b, for warm evenings",
    "price": "49.90",
    "currency": "eur",
    "stock": "12",
    "weight_grams": "300",
    "brand": "Nexus",
    "category": "Clothes > Shirts",
    "images": "https://pictures.example/1.jpg https://pictures.example/2.jpg",
    "attributes.Material": "linen",
}


def test_a_product_is_on_sale_with_all_that_the_file_says(write, run, product):
    told = run(write(HEADER, SHIRT))

    assert told.summary.startswith("read 1 rows, 1 products: 1 created")
    shirt = product("Linen Shirt")
    assert (shirt.price, shirt.currency, shirt.brand) == (Decimal("49.90"), "EUR", "Nexus")
    assert shirt.description == "Light, a < b, for warm evenings"
    assert shirt.attributes == {"Material": "linen"}
    assert shirt.category.slug == "shirts"
    assert shirt.category.parent == Category.objects.get(name="Clothes")
    variant = shirt.variants.get()
    assert (variant.stock, variant.weight_grams) == (12, 300)
    assert shirt.images.count() == 2


def test_a_category_called_by_a_number_is_found_again(write, run, product):
    run(write(HEADER, SHIRT | {"category": "2024"}))
    run(write(HEADER, SHIRT | {"name": "Cotton Shirt", "category": "2024"}))

    first, second = product("Linen Shirt").category, product("Cotton Shirt").category
    assert (first, first.name, first.slug) == (second, "2024", "category-2024")


def test_rows_of_one_name_are_its_variants(write, run, product):
    run(write(HEADER, SHIRT | {"options.Size": "M"}, SHIRT | {"options.Size": "L", "price": "59.90"}))

    assert [v.options for v in product("Linen Shirt").variants.all()] == [{"Size": "M"}, {"Size": "L"}]


def test_two_products_of_one_name_are_told_apart_by_their_handles(write, run):
    run(write(HEADER, SHIRT | {"handle": "a"}, SHIRT | {"handle": "b"}))

    assert Product.objects.filter(name="Linen Shirt").count() == 2


def test_name_and_price_are_enough_and_columns_may_be_written_in_any_case(write, run, product):
    run(write(["Name", "PRICE"], {"Name": "Mug", "PRICE": "4"}))

    assert product("Mug").variants.get().stock == 0


def test_the_separator_may_be_a_semicolon_or_a_tab(tmp_path, run):
    for separator in ";\t":
        path = tmp_path / "products.csv"
        path.write_text(
            separator.join(["name", "price"]) + "\n" + separator.join([f"Mug {ord(separator)}", "4"])
        )
        run(path)

    assert Product.objects.count() == 2
