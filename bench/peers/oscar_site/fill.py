"""Fills an empty Oscar database with a catalogue: `python -m bench.peers.oscar_site.fill FILE`."""

import json
import sys
from pathlib import Path

import django

PICTURE = "t.webp"


def main() -> None:
    """Make the tables, then put each row in as a product with all that hangs on one."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        _fill(json.loads(Path(sys.argv[1]).read_text()))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _fill(rows):
    kind = _model("catalogue", "ProductClass").objects.create(name="Thing")
    products = _create("catalogue", "Product", (
        {
            "upc": row["slug"], "title": row["name"], "slug": row["slug"], "description": row["description"],
            "product_class": kind,
        }
        for row in rows
    ))  # fmt: skip
    pairs = list(zip(products, rows, strict=True))
    _sell(pairs)
    _classify(pairs, kind.attributes.create(name="Brand", code="brand", type="text"))
    _create("catalogue", "ProductImage", ({"product": product, "original": PICTURE} for product in products))
    _model("address", "Country").objects.create(iso_3166_1_a2="DE", printable_name="Germany")


def _sell(pairs):
    partner = _model("partner", "Partner").objects
    partners = {name: partner.create(name=name) for name in sorted({row["seller"] for _, row in pairs})}
    _create("partner", "StockRecord", (
        {
            "product": product, "partner": partners[row["seller"]], "partner_sku": row["slug"],
            "price": row["price"], "price_currency": "USD", "num_in_stock": row["stock"],
        }
        for product, row in pairs
    ))  # fmt: skip


def _classify(pairs, brand):
    tree = _model("catalogue", "Category")
    categories = {
        slug: tree.add_root(name=slug.title(), slug=slug)
        for slug in sorted({row["category"] for _, row in pairs})
    }
    _create("catalogue", "ProductCategory", (
        {"product": product, "category": categories[row["category"]]} for product, row in pairs
    ))  # fmt: skip
    _create("catalogue", "ProductAttributeValue", (
        {"product": product, "attribute": brand, "value_text": row["brand"]} for product, row in pairs
    ))  # fmt: skip


def _create(app, name, rows):
    model = _model(app, name)
    return model.objects.bulk_create((model(**row) for row in rows), batch_size=5_000)


def _model(app, name):
    from oscar.core.loading import get_model

    return get_model(app, name)


if __name__ == "__main__":
    main()
