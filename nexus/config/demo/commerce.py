"""The demo's shelves: each seller imports a file of ours, as sellers do, and adds pictures."""

from decimal import Decimal
from pathlib import Path
from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from nexus.commerce.catalog.actions import set_price, update_product
from nexus.commerce.catalog.actions.images import add_images
from nexus.commerce.catalog.models import Product
from nexus.commerce.imports.actions import ProductImport
from nexus.commerce.imports.files import open_table
from nexus.commerce.imports.formats import format_of
from nexus.commerce.imports.reading import Reader
from nexus.commerce.inventory.actions import open_warehouse, stock_up
from nexus.commerce.inventory.models import StockItem
from nexus.commerce.stores.actions import StoreFields, add_member, change_store
from nexus.commerce.stores.models import StoreRole
from nexus.config.demo.covers import draw
from nexus.config.demo.people import People
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.money import rounded

DATA: Final = Path(__file__).parent / "data"
SELLERS: Final = ("northlight", "hearth_home", "fieldnotes")
FEATURED: Final = (
    "Aurel One",
    "Halden Over-Ear Headphones",
    "Long Simmer Pot",
    "Ridge 2 Tent",
    "Pool Desk Lamp",
)
STORES: Final[dict[str, StoreFields]] = {
    "northlight": {
        "name": "Northlight Electronics",
        "description": "Phones, sound and light that last.",
        "legal_name": "Northlight Electronics Inc.",
        "address": {"line1": "410 Pike Street", "postal_code": "98101", "city": "Seattle", "region": "WA"},
        "country": "US",
    },
    "hearth_home": {
        "name": "Hearth & Home",
        "description": "For kitchens that are cooked in.",
        "legal_name": "Hearth & Home GmbH",
        "tax_number": "DE123456789",
        "address": {"line1": "Speicherstraße 1", "postal_code": "20457", "city": "Hamburg"},
        "country": "DE",
    },
    "fieldnotes": {
        "name": "Fieldnotes Outdoors",
        "description": "Tents, packs and what goes into them.",
        "legal_name": "Fieldnotes Outdoors Ltd",
        "address": {"line1": "14 Castle Street", "postal_code": "EH2 3AT", "city": "Edinburgh"},
        "country": "GB",
    },
}
# What a dollar is in the demo's further prices: said once, as a seller would, and not looked up anywhere.
EUROS: Final = Decimal("0.92")


def load(people: People) -> str:
    """Fill the shelves, and say with what."""
    for seller in SELLERS:
        _import(people[seller], DATA / f"{seller}.csv")
        change_store(people[seller], _id(people[seller]), STORES[seller])
    for product in (
        Product.objects.filter(seller__username__in=SELLERS).order_by("id").select_related("seller")
    ):
        cover = SimpleUploadedFile("cover.jpg", draw(product.name))
        add_images(people[product.seller.username], product.pk, [cover], alt=product.name)
        if product.name in FEATURED:
            update_product(people["admin"], product.pk, {"is_featured": True})
            _price_in_euros(people[product.seller.username], product)
    _open_a_second_warehouse(people["northlight"])
    add_member(people["hearth_home"], _id(people["hearth_home"]), "ines", StoreRole.STAFF)
    return f"{Product.objects.count()} products"


def _import(seller: Actor, path: Path) -> None:
    with open_table(path) as table:
        reader = Reader(table, format_of(table.header))
        imported = ProductImport(seller)
        for lot in reader.lots():
            if faults := imported.take(lot):
                raise ValueError(f"{path.name}: {faults}")


def _price_in_euros(seller: Actor, product: Product) -> None:
    for variant in product.variants.all():
        price = rounded(variant.price * EUROS, "EUR")
        set_price(seller, product.pk, variant.pk, "EUR", {"price": price})


def _open_a_second_warehouse(seller: Actor) -> None:
    """Have a few of some things lie elsewhere too."""
    outlet = open_warehouse(seller, {"name": "Portland outlet", "country": "US", "priority": 1})
    first = StockItem.objects.filter(warehouse__seller=_id(seller)).order_by("id")[:5]
    for number, item in enumerate(first, start=2):
        if item.variant_id is not None:
            stock_up(seller, outlet.pk, item.variant_id, number, "Opening the outlet")


def _id(seller: Actor) -> UUID:
    if seller.id is None:
        raise ValueError("Only accounts have a store.")
    return seller.id
