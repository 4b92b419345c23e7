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

from django.db import connection, models, transaction

from nexus.commerce.catalog.models import Product, ProductImage, Variant
from nexus.commerce.inventory.models import MovementKind, StockItem, StockMovement, Warehouse
from nexus.jobs.postings.models import Job
from nexus.kernel.accounts.models import User
from nexus.kernel.search import words
from nexus.kernel.search.models import Word
from nexus.kernel.taxonomy.models import Category

R = TypeVar("R")

BATCH = 2_000
TOLD = 50_000  # after how many rows something is said
START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ["Phone", "Tablet", "Lamp", "Chair", "Jacket", "Kettle", "Speaker", "Camera", "Desk", "Bag"]
SERIES = ["Galaxy", "Nova", "Aurora", "Comet", "Orion", "Lyra", "Vega", "Atlas", "Terra", "Luna"]
TITLES = ["Backend Engineer", "Designer", "Data Analyst", "Nurse", "Account Manager", "Welder", "Teacher"]
TEXT = "Made to last, easy to repair, and shipped from a warehouse near you within two working days. " * 3


def seed(products: int, jobs: int) -> UUID:
    """Fill an empty database and give one product's id."""
    chance = random.Random(20261121)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET synchronous_commit TO off"
        )  # a catalogue that is thrown away needn't outlive a crash
    people = _people()
    categories = _categories()
    _insert(Product, (_product(n, chance, people, categories) for n in range(products)))
    _variants_and_images(chance)
    _insert(Job, (_job(n, chance, people, categories) for n in range(jobs)))
    Word.objects.learn("catalog", words.words_of(" ".join([*KINDS, *SERIES, TEXT])))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Product.objects.order_by("created_at").values_list("pk", flat=True)[products // 2]


def _people() -> list[User]:
    return User.objects.bulk_create(
        User(username=f"bench{n}", email=f"bench{n}@example.com", is_seller=True, is_employer=True)
        for n in range(50)
    )


def _categories() -> list[Category]:
    return Category.objects.bulk_create(Category(name=f"Bench {n}", slug=f"bench-{n}") for n in range(20))


def _product(n: int, chance: random.Random, people: list[User], categories: list[Category]) -> Product:
    return Product(
        seller=chance.choice(people),
        category=chance.choice(categories),
        name=f"{chance.choice(SERIES)} {chance.choice(KINDS)} {n}",
        slug=f"product-{n}",
        description=TEXT,
        brand=chance.choice(SERIES),
        currency="USD",
        price=Decimal(chance.randint(100, 100_000)) / 100,
        created_at=START + timedelta(seconds=n),
    )


def _variants_and_images(chance: random.Random) -> None:
    homes = _warehouses(Product.objects.order_by("seller_id").values_list("seller_id", flat=True).distinct())
    found = Product.objects.order_by("pk").values_list("pk", "price", "seller_id")
    for batch in _told("variants", batched(found.iterator(BATCH))):
        variants = [Variant(product_id=pk, price=price) for pk, price, _ in batch]
        stock = [
            StockItem(variant_id=variant.pk, warehouse=homes[seller], on_hand=chance.randint(0, 50))
            for variant, (_, _, seller) in zip(variants, batch, strict=True)
        ]
        with transaction.atomic():  # stock first: the variants then begin with it
            items = StockItem.objects.bulk_create(stock)
            StockMovement.objects.bulk_create(
                StockMovement(stock_item=item, kind=MovementKind.OPENED, on_hand_change=item.on_hand)
                for item in items
            )
            Variant.objects.bulk_create(variants)
        ProductImage.objects.bulk_create(
            ProductImage(product_id=pk, thumb="t.webp", card="c.webp", full="f.webp") for pk, _, _ in batch
        )


def _warehouses(sellers: Iterable[UUID]) -> dict[UUID, Warehouse]:
    made = Warehouse.objects.bulk_create(Warehouse(seller_id=seller) for seller in sellers)
    return {warehouse.seller_id: warehouse for warehouse in made}


def _job(n: int, chance: random.Random, people: list[User], categories: list[Category]) -> Job:
    moment = START + timedelta(seconds=n)
    return Job(
        employer=chance.choice(people),
        category=chance.choice(categories),
        title=f"{chance.choice(TITLES)} {n}",
        description=TEXT,
        company_name=f"{chance.choice(SERIES)} Works",
        location=chance.choice(["Remote", "Berlin", "Lagos", "Lima"]),
        employment_type="full_time",
        created_at=moment,
        published_at=moment,
    )


def _insert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    for batch in _told(str(model._meta.verbose_name_plural), batched(rows)):
        model.objects.bulk_create(batch)


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
