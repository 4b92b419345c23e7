"""How fast a file of products comes in, and how much memory that takes: `python -m bench.imports [ROWS]`.

Writes a Shopify CSV of ROWS rows (50,000 unless said; every tenth product has three variants, one row in a
hundred is bad), imports it into a database of its own, again unchanged, then with every price edited, each
in a process of its own, start-up and reading included.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nexus.config.embedded import engines_in_environment

ROOT = Path(__file__).resolve().parents[1]
SELLER = "bench_seller"
MAKE_SELLER = (
    "from nexus.kernel.accounts.models import User; "
    f"User.objects.create(username='{SELLER}', email='{SELLER}@example.com', is_seller=True)"
)
HEADER = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Variant SKU",
    "Variant Inventory Qty",
    "Variant Price",
    "Variant Compare At Price",
    "Image Src",
]
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ra",
    "te",
    "so",
    "vi",
    "na",
    "du",
    "pe",
    "shi",
    "gor",
    "bel",
    "tan",
    "fi",
    "mar",
]

Row = list[object]


@dataclass
class Made:
    """What a catalogue is made up of; the same at every run."""

    raised: int  # every price is this much higher than in the catalogue it is compared with
    chance: random.Random
    words: list[str]
    brands: list[str]
    kinds: list[str]

    @classmethod
    def up(cls, raised: int) -> Made:
        """Make words, brands and kinds up."""
        chance = random.Random(7)

        def words(size: int) -> list[str]:
            return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(size)]

        return cls(raised, chance, words(5_000), words(200), words(60))

    def rows(self) -> Iterator[Row]:
        """Give rows without end."""
        number = 0
        while True:
            number += 1
            sizes = ["S", "M", "L"] if number % 10 == 0 else ["Default Title"]
            for place, size in enumerate(sizes):
                said = self._first(number, len(sizes)) if place == 0 else [""] * 6
                image = f"https://pictures.example/{number}.jpg" if place == 0 else ""
                sku, stock = f"SKU-{number}-{size[0]}", self.chance.randint(0, 300)
                yield [f"p-{number}", *said, size, sku, stock, self._price(), "", image]

    def _first(self, number: int, variants: int) -> Row:
        pick = self.chance.choices
        name = f"{' '.join(pick(self.words, k=4)).title()} {number}"
        body = f"<p>{' '.join(pick(self.words, k=30))}.</p><p>{' '.join(pick(self.words, k=10))}.</p>"
        option = "Size" if variants > 1 else "Title"
        return [name, body, *pick(self.brands), *pick(self.kinds), "true", option]

    def _price(self) -> str:
        price = f"{self.chance.randint(5, 900) + self.raised}.{self.chance.randint(0, 99):02}"
        return "free" if self.chance.random() < 0.01 else price


def write_file(path: Path, rows: int, *, raised: int = 0) -> Path:
    """Write a catalogue of so many rows."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(row for row, _ in zip(Made.up(raised).rows(), range(rows), strict=False))
    return path


def manage(*arguments: str) -> list[str]:
    """Give the command line of a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def measure(path: Path) -> str:
    """Import a file, and tell what it took."""
    command = manage("import_products", str(path), "--seller", SELLER)
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        summary = child.stdout.read().strip() if child.stdout else ""
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - began
    if child.returncode:
        sys.exit(f"The import failed: {summary}")
    rows = int(summary.split()[1])
    return f"{rows / took:>7,.0f} rows/s {took:6.1f} s {used.ru_maxrss / 1024:5.0f} MB  {summary}"


def main() -> None:
    """Measure on a database of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="?", type=int, default=50_000)
    rows = parser.parse_args().rows
    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as home, engines_in_environment(print, home=home):
        subprocess.run(manage("migrate", "--verbosity", "0"), check=True)
        subprocess.run(manage("shell", "--no-imports", "--command", MAKE_SELLER), check=True)
        first = write_file(Path(home, "first.csv"), rows)
        edited = write_file(Path(home, "edited.csv"), rows, raised=1)
        print(f"{rows:,} rows, {first.stat().st_size / 1e6:.1f} MB")
        for name, path in (("new", first), ("unchanged", first), ("edited", edited)):
            print(f"{name:<10}{measure(path)}", flush=True)


if __name__ == "__main__":
    main()
