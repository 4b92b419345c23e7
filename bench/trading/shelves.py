"""A real catalogue, one seller a brand: what a shop's export holds, sorted out by who made it."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory


def by_brand(files: Iterable[Path]) -> dict[str, list[list[str]]]:
    """Sort the rows of Shopify's product CSVs by vendor: each brand's rows, below the columns' names."""
    brands: dict[str, list[list[str]]] = defaultdict(list)
    for file in files:
        rows = csv.reader(io.StringIO(file.read_text("utf-8-sig", errors="replace")))
        header = next(rows)
        handle, vendor, brand = header.index("Handle"), header.index("Vendor"), ""
        last = ""
        for row in rows:
            # Further rows of a product name no vendor.
            brand = (row[vendor].strip() or "No brand") if row[handle] != last else brand
            last = row[handle]
            name = f"{brand} ({file.stem.split('.')[0]})"
            if name not in brands:
                brands[name].append(header)
            brands[name].append(row)
    return dict(brands)


def username_of(brand: str, number: int) -> str:
    """Make a user name of a brand's."""
    return f"{re.sub('[^a-z0-9]+', '-', brand.lower()).strip('-')[:30]}-{number}"


def as_files(brands: dict[str, list[list[str]]]) -> Iterator[tuple[str, Path]]:
    """Write each brand's rows into a file of their own, for as long as it is looked at."""
    with TemporaryDirectory(prefix="nexus-trading-") as folder:
        for number, (brand, rows) in enumerate(brands.items()):
            file = Path(folder) / f"{number}.csv"
            with file.open("w", newline="", encoding="utf-8") as out:
                csv.writer(out).writerows(rows)
            yield brand, file
