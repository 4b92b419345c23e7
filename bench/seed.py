"""A catalogue and a job board to measure on: the same rows at every run."""

import random
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import models

from bench.bulk import filling
from nexus.commerce.catalog.models import Product, ProductImage, Variant
from nexus.commerce.inventory.models import MovementKind, StockItem, StockMovement, Warehouse
from nexus.jobs.postings.models import Job
from nexus.kernel.accounts.models import User
from nexus.kernel.database.copying import Row, blank_row, insert
from nexus.kernel.kit.ids import new_id
from nexus.kernel.search.vocabulary import learn
from nexus.kernel.taxonomy.models import Category

R = TypeVar("R")

BATCH = 5_000
TOLD = 50_000  # after how many rows something is said
START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ["Phone", "Tablet", "Lamp", "Chair", "Jacket", "Kettle", "Speaker", "Camera", "Desk", "Bag"]
SERIES = ["Galaxy", "Nova", "Aurora", "Comet", "Orion", "Lyra", "Vega", "Atlas", "Terra", "Luna"]
TITLES = ["Backend Engineer", "Designer", "Data Analyst", "Nurse", "Account Manager", "Welder", "Teacher"]
TEXT = "Made to last, easy to repair, and shipped from a warehouse near you within two working days. " * 3


def seed(products: int, jobs: int) -> UUID:
    """Fill an empty database and give one product's id."""
    chance = random.Random(20261121)
    people = _people()
    categories = [category.pk for category in _categories()]
    warehouses = _warehouses(people)
    with filling(Product, Variant, ProductImage, StockItem, StockMovement, Job):
        for batch in _told("products", batched(_products(products, chance, people, categories))):
            insert(Product, batch)
            _hang_on(batch, chance, warehouses)
        for batch in _told("jobs", batched(_jobs(jobs, chance, people, categories))):
            insert(Job, batch)
        learn("catalog", [*KINDS, *SERIES, TEXT])
    return Product.objects.order_by("created_at").values_list("pk", flat=True)[products // 2]


def _people() -> list[UUID]:
    made = User.objects.bulk_create(
        User(username=f"bench{n}", email=f"bench{n}@example.com", is_seller=True, is_employer=True)
        for n in range(50)
    )
    return [user.pk for user in made]


def _categories() -> list[Category]:
    return Category.objects.bulk_create(Category(name=f"Bench {n}", slug=f"bench-{n}") for n in range(20))


def _warehouses(sellers: Iterable[UUID]) -> dict[UUID, UUID]:
    made = Warehouse.objects.bulk_create(Warehouse(seller_id=seller) for seller in sellers)
    return {warehouse.seller_id: warehouse.pk for warehouse in made}


def _products(many: int, chance: random.Random, people: list[UUID], categories: list[int]) -> Iterator[Row]:
    blank = blank_row(Product) | {"description": TEXT, "currency": "USD"}
    for n in range(many):
        moment = START + timedelta(seconds=n)
        yield blank | {
            "id": new_id(),
            "seller_id": chance.choice(people),
            "category_id": chance.choice(categories),
            "name": f"{chance.choice(SERIES)} {chance.choice(KINDS)} {n}",
            "slug": f"product-{n}",
            "brand": chance.choice(SERIES),
            "price": Decimal(chance.randint(100, 100_000)) / 100,
            "created_at": moment,
            "updated_at": moment,
        }


def _hang_on(products: list[Row], chance: random.Random, warehouses: dict[UUID, UUID]) -> None:
    # Each product has one variant, one picture and a stock, whose opening is noted.
    variants = [
        blank_row(Variant) | {"product_id": row["id"], "price": row["price"], "stock": chance.randint(0, 50)}
        for row in products
    ]
    insert(Variant, variants)
    names = {"thumb": "t.webp", "card": "c.webp", "full": "f.webp"}
    insert(ProductImage, [blank_row(ProductImage) | names | {"product_id": row["id"]} for row in products])
    insert(
        StockItem,
        [
            _numbered(StockItem)
            | {
                "variant_id": variant["id"],
                "warehouse_id": warehouses[row["seller_id"]],
                "on_hand": variant["stock"],
            }
            for row, variant in zip(products, variants, strict=True)
        ],
    )
    opened = StockItem.objects.order_by("-pk")[: len(products)]
    insert(
        StockMovement,
        [
            _numbered(StockMovement)
            | {"stock_item_id": item, "kind": MovementKind.OPENED.value, "on_hand_change": on_hand}
            for item, on_hand in opened.values_list("pk", "on_hand")
        ],
    )


def _jobs(many: int, chance: random.Random, people: list[UUID], categories: list[int]) -> Iterator[Row]:
    blank = _numbered(Job) | {"description": TEXT, "employment_type": "full_time"}
    for n in range(many):
        moment = START + timedelta(seconds=n)
        yield blank | {
            "employer_id": chance.choice(people),
            "category_id": chance.choice(categories),
            "title": f"{chance.choice(TITLES)} {n}",
            "company_name": f"{chance.choice(SERIES)} Works",
            "location": chance.choice(["Remote", "Berlin", "Lagos", "Lima"]),
            "created_at": moment,
            "updated_at": moment,
            "published_at": moment,
        }


def _numbered(model: type[models.Model]) -> Row:
    # The database counts: a row names no number of its own.
    row = blank_row(model)
    del row[model._meta.pk.attname]
    return row


def _told(what: str, batches: Iterable[list[R]]) -> Iterator[list[R]]:
    # A million rows take minutes: whoever waits is told that they come.
    begun, done = time.monotonic(), 0
    for batch in batches:
        yield batch
        done += len(batch)
        if done % TOLD == 0:
            print(f"{done:>11,} {what} in {time.monotonic() - begun:,.0f} s", file=sys.stderr, flush=True)


def batched(rows: Iterable[R]) -> Iterator[list[R]]:
    """Cut rows into batches."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
