from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command

from nexus.commerce.catalog.models import Product
from nexus.kernel.accounts.models import User

SHOPIFY = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Qty",
    "Variant Price",
    "Variant Compare At Price",
    "Image Src",
    "Image Alt Text",
]


@dataclass
class Told:
    """What the command said."""

    summary: str
    lines: list[str]


@pytest.fixture
def write(tmp_path) -> Callable[..., Path]:
    """Write a CSV of these rows; a row may leave columns out."""

    def write(header: list[str], *rows: dict[str, str], encoding: str = "utf-8", end: str = "\n") -> Path:
        text = io.StringIO()
        writer = csv.DictWriter(text, header, restval="", lineterminator=end)
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / "products.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


@pytest.fixture
def shopify(write) -> Callable[..., Path]:
    """Write a Shopify CSV of these rows; a row begins as a plain product would."""

    def make(*rows: dict[str, str], **how: str) -> Path:
        return write(SHOPIFY, *rows, **how)

    return make


@pytest.fixture
def run(seller: User) -> Callable[..., Told]:
    """Import a file as the seller."""

    def run(path: Path, *options: str) -> Told:
        out, err = io.StringIO(), io.StringIO()
        call_command(
            "import_products", str(path), "--seller", seller.username, *options, stdout=out, stderr=err
        )
        lines = [line for line in err.getvalue().splitlines() if line.startswith("line ")]
        return Told(out.getvalue().strip(), lines)

    return run


@pytest.fixture
def product() -> Callable[[str], Product]:
    """Give the product of a name."""
    return lambda name: Product.objects.get(name=name)
