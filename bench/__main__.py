"""`make bench`: Nexus beside the floor, in one run, in ratios; the figures of one machine mean nothing.

Usage: python -m bench [--products N] [--jobs N] [--rounds N] [--report FILE]
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

from bench.load import compare
from bench.servers import fetch, serve

# What speed.md asks for, as a share of the floor.
UNCACHED = 0.4
WORKLOADS = {
    "products, a page of 20": ("/api/products/", UNCACHED),
    "products, category and price": (
        "/api/products/?category=bench-3&min_price=100&max_price=500&ordering=price",
        UNCACHED,
    ),
    "one product": ("{product}", 0.3),
    "products, search": ("/api/products/?search=galaxy", UNCACHED),
    "jobs, a page of 20": ("/api/jobs/", UNCACHED),
}


def main() -> None:
    """Seed a database of its own, start both servers, load them in turns, print the table."""
    options = _options()
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills and empties a database: never one that somebody named
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as home, engines_in_environment(print, home=home):
        _measure(options, Path(home))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--report", type=Path)
    return parser.parse_args()


def _measure(options: argparse.Namespace, home: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from bench.seed import seed
    from bench.statements import rows_statement

    call_command("migrate", verbosity=0)
    product = seed(options.products, options.jobs)
    paths = {name: path.format(product=f"/api/products/{product}/") for name, (path, _) in WORKLOADS.items()}
    statements = home / "statements.json"
    statements.write_text(json.dumps({path: rows_statement(path) for path in paths.values()}))
    lines = [f"{options.products:,} products, {options.jobs:,} jobs", ""]
    with serve("bench.floor:application", FLOOR_STATEMENTS=str(statements)) as floor:
        with serve("nexus.config.wsgi:application", NEXUS_PAGE_SECONDS="0") as plain:
            lines += _table("nothing cached", paths, plain, floor, options.rounds)
        with serve("nexus.config.wsgi:application") as cached:
            lines += _table("cached", paths, cached, floor, options.rounds)
    report = "\n".join(lines)
    print(report)
    if options.report:
        options.report.write_text(f"{report}\n")


def _table(title: str, paths: dict[str, str], ours: str, floor: str, rounds: int) -> list[str]:
    lines = [f"| {title} | Nexus, req/s | floor, req/s | ratio | asked |", "|---|---|---|---|---|"]
    for name, path in paths.items():
        fetch(ours + path)
        nexus_rate, floor_rate = compare(ours + path, floor + path, rounds)
        asked = WORKLOADS[name][1] if title == "nothing cached" else 1.0
        ratio = nexus_rate / floor_rate
        lines.append(f"| {name} | {nexus_rate:,.0f} | {floor_rate:,.0f} | {ratio:.2f} | {asked} |")
        print(lines[-1], file=sys.stderr)
    return [*lines, ""]


if __name__ == "__main__":
    main()
