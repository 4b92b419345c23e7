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
from bench.servers import Server, serve

LIST = "/api/products/"
# Each with the share of the floor that docs/guides/performance.md asks for, nothing cached.
WORKLOADS = {
    "products, a page of 20": (LIST, 0.4),
    "products, category and price": (
        "/api/products/?category=bench-3&min_price=100&max_price=500&ordering=price",
        0.4,
    ),
    "one product": ("{product}", 0.3),
    "products, search": ("/api/products/?search=galaxy", 0.4),
    "jobs, a page of 20": ("/api/jobs/", 0.4),
}
GRAPHQL = """
{ products(first: 20) { edges { node {
  id name slug price currency stock inStock brand image createdAt
  category { id name slug } seller { id username }
} } pageInfo { hasNextPage endCursor } } }
"""
GRAPHQL_SHARE = 0.2


def main() -> None:
    """Seed a database of its own, start both servers, load them in turns, print the tables."""
    options = _options()
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
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
    paths = {name: path.format(product=f"{LIST}{product}/") for name, (path, _) in WORKLOADS.items()}
    statements, script = home / "statements.json", home / "graphql.lua"
    statements.write_text(json.dumps({path: rows_statement(path) for path in paths.values()}))
    script.write_text(_posting(GRAPHQL))
    lines = [f"{options.products:,} products, {options.jobs:,} jobs", ""]
    with serve("bench.floor:application", LIST, FLOOR_STATEMENTS=str(statements)) as floor:
        with serve("nexus.config.wsgi:application", LIST, NEXUS_PAGE_SECONDS="0") as plain:
            lines += _uncached(paths, plain, floor, script, options.rounds)
            lines.append(_process(plain))
        with serve("nexus.config.wsgi:application", LIST) as cached:
            lines += _cached(paths, cached, floor, options.rounds)
    report = "\n".join(lines)
    print(report)
    if options.report:
        options.report.write_text(f"{report}\n")


def _uncached(paths: dict[str, str], ours: Server, floor: Server, script: Path, rounds: int) -> list[str]:
    lines = ["| nothing cached | Nexus, req/s | floor, req/s | ratio | asked |", "|---|---|---|---|---|"]
    for name, path in paths.items():
        rates = compare(ours.address + path, floor.address + path, rounds)
        lines.append(_line(name, *rates, WORKLOADS[name][1]))
    rates = compare(f"{ours.address}/graphql", floor.address + LIST, rounds, script)
    return [*lines, _line("GraphQL, a page of 20", *rates, GRAPHQL_SHARE), ""]


def _cached(paths: dict[str, str], ours: Server, floor: Server, rounds: int) -> list[str]:
    lines = ["", "| cached | Nexus, req/s | floor's list, req/s | ratio | asked |", "|---|---|---|---|---|"]
    for name, path in paths.items():
        rates = compare(ours.address + path, floor.address + LIST, rounds)
        lines.append(_line(name, *rates, 1.0))
    return lines


def _process(server: Server) -> str:
    return (
        f"Two workers hold {server.memory_mb():.0f} MB and gave the first answer "
        f"{server.seconds_to_answer:.1f} s after the start."
    )


def _line(name: str, ours: float, floor: float, asked: float) -> str:
    line = f"| {name} | {ours:,.0f} | {floor:,.0f} | {ours / floor:.2f} | {asked} |"
    print(line, file=sys.stderr)
    return line


def _posting(query: str) -> str:
    body = json.dumps({"query": " ".join(query.split())})
    return (
        f"wrk.method = 'POST'\nwrk.body = [==[{body}]==]\nwrk.headers['Content-Type'] = 'application/json'\n"
    )


if __name__ == "__main__":
    main()
