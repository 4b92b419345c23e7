"""A catalogue and a job board to measure on: the same rows at every run."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db import connection, models

from nexus.commerce.catalog.models import Product, ProductImage, Variant
from nexus.jobs.postings.models import Job
from nexus.kernel.accounts.models import User
from nexus.kernel.search import words
from nexus.kernel.search.models import Word
from nexus.kernel.taxonomy.models import Category

BATCH = 2_000
START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ["Phone", "Tablet", "Lamp", "Chair", "Jacket", "Kettle", "Speaker", "Camera", "Desk", "Bag"]
SERIES = ["Galaxy", "Nova", "Aurora", "Comet", "Orion", "Lyra", "Vega", "Atlas", "Terra", "Luna"]
TITLES = ["Backend Engineer", "Designer", "Data Analyst", "Nurse", "Account Manager", "Welder", "Teacher"]
TEXT = "Made to last, easy to repair, and shipped from a warehouse near you within two working days. " * 3


def seed(products: int, jobs: int) -> UUID:
    """Fill an empty database and give one product's id."""
    chance = random.Random(20261121)
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
    found = list(Product.objects.values_list("pk", "price"))
    _insert(
        Variant,
        (Variant(product_id=pk, price=price, stock=chance.randint(0, 50)) for pk, price in found),
    )
    _insert(
        ProductImage,
        (ProductImage(product_id=pk, thumb="t.webp", card="c.webp", full="f.webp") for pk, _ in found),
    )


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
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        model.objects.bulk_create(batch)
