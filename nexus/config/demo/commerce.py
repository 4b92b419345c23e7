"""The demo's shelves: each seller imports a file of ours, as sellers do, and adds pictures."""

from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from nexus.commerce.catalog.actions import update_product
from nexus.commerce.catalog.actions.images import add_images
from nexus.commerce.catalog.models import Product
from nexus.commerce.imports.actions import ProductImport
from nexus.commerce.imports.files import open_table
from nexus.commerce.imports.formats import format_of
from nexus.commerce.imports.reading import Reader
from nexus.config.demo.covers import draw
from nexus.config.demo.people import People
from nexus.kernel.kit.actor import Actor

DATA: Final = Path(__file__).parent / "data"
SELLERS: Final = ("northlight", "hearth_home", "fieldnotes")
FEATURED: Final = (
    "Aurel One",
    "Halden Over-Ear Headphones",
    "Long Simmer Pot",
    "Ridge 2 Tent",
    "Pool Desk Lamp",
)


def load(people: People) -> str:
    """Fill the shelves, and say with what."""
    for seller in SELLERS:
        _import(people[seller], DATA / f"{seller}.csv")
    for product in (
        Product.objects.filter(seller__username__in=SELLERS).order_by("id").select_related("seller")
    ):
        cover = SimpleUploadedFile("cover.jpg", draw(product.name))
        add_images(people[product.seller.username], product.pk, [cover], alt=product.name)
        if product.name in FEATURED:
            update_product(people["admin"], product.pk, {"is_featured": True})
    return f"{Product.objects.count()} products"


def _import(seller: Actor, path: Path) -> None:
    with open_table(path) as table:
        reader = Reader(table, format_of(table.header))
        imported = ProductImport(seller)
        for lot in reader.lots():
            if faults := imported.take(lot):
                raise ValueError(f"{path.name}: {faults}")
