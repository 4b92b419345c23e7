"""`make bench`: Nexus beside the floor, in one run, in ratios; the figures of one machine mean nothing.

Usage: python -m bench [--products N] [--jobs N] [--rounds N] [--report FILE]
"""

import argparse
import json
import os
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

from bench.load import compare, milliseconds, posting
from bench.servers import Server, serve, serve_nexus
from bench.workloads import GRAPHQL, GRAPHQL_SHARE, HELD_SHARE, KEPT_SHARE, LIST, WORKLOADS, paths_of


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
    from bench.seed import seed
    from bench.statements import rows_statement

    migrated = _migrate()
    paths = paths_of(seed(options.products, options.jobs))
    statements = home / "statements.json"
    statements.write_text(json.dumps({path: rows_statement(path) for path in paths.values()}))
    lines = [f"{options.products:,} products, {options.jobs:,} jobs", ""]
    with serve("bench.floor:application", LIST, FLOOR_STATEMENTS=str(statements)) as floor:
        with serve_nexus(LIST, NEXUS_PAGE_SECONDS="0") as plain:
            lines += _uncached(paths, plain, floor, home, options.rounds)
            lines += [migrated, _process(plain), _depth(plain)]
        with serve_nexus(LIST) as cached:
            lines += _cached(paths, cached, floor, home, options.rounds)
    report = "\n".join(lines)
    print(report)
    if options.report:
        options.report.write_text(f"{report}\n")


def _migrate() -> str:
    from django.core.management import call_command

    begun = time.perf_counter()
    call_command("migrate", verbosity=0)
    return f"To migrate an empty database took {time.perf_counter() - begun:.1f} s (asked: at most 10)."


def _uncached(paths: dict[str, str], ours: Server, floor: Server, home: Path, rounds: int) -> list[str]:
    lines = ["| nothing cached | Nexus, req/s | floor, req/s | ratio | asked |", "|---|---|---|---|---|"]
    for name, path in paths.items():
        rates = compare(ours.address + path, floor.address + path, rounds)
        lines.append(_line(name, *rates, WORKLOADS[name].share))
    script = _script(home, "graphql", posting(GRAPHQL))
    rates = compare(f"{ours.address}/graphql", floor.address + LIST, rounds, script)
    return [*lines, _line("GraphQL, a page of 20", *rates, GRAPHQL_SHARE), ""]


def _cached(paths: dict[str, str], ours: Server, floor: Server, home: Path, rounds: int) -> list[str]:
    lines = ["", "| cached | Nexus, req/s | floor's list, req/s | ratio | asked |", "|---|---|---|---|---|"]
    for name, path in paths.items():
        rates = compare(ours.address + path, floor.address + LIST, rounds)
        lines.append(_line(name, *rates, KEPT_SHARE))
    script = _script(home, "held", _holding(ours.address + LIST))
    rates = compare(ours.address + LIST, floor.address + LIST, rounds, script)
    return [*lines, _line("a page that the client holds: 304", *rates, HELD_SHARE)]


def _process(server: Server) -> str:
    return (
        f"Two workers and their parent hold {server.memory_mb():.0f} MB and gave the first answer "
        f"{server.seconds_to_answer:.1f} s after the start."
    )


def _depth(server: Server) -> str:
    from bench.deep import DEEP_PAGE, cursor_of

    (first, _), (deep, _) = milliseconds(
        f"{server.address}{LIST}?cursor=", f"{server.address}{LIST}?cursor={cursor_of(DEEP_PAGE)}"
    )
    return f"By cursor, page 1 takes {first:.2f} ms and page {DEEP_PAGE:,} {deep:.2f} ms (medians)."


def _line(name: str, ours: float, floor: float, asked: float) -> str:
    line = f"| {name} | {ours:,.0f} | {floor:,.0f} | {ours / floor:.2f} | {asked} |"
    print(line, file=sys.stderr)
    return line


def _script(home: Path, name: str, lines: str) -> Path:
    script = home / f"{name}.lua"
    script.write_text(lines)
    return script


def _holding(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return f"wrk.headers['If-None-Match'] = [==[{answer.headers['ETag']}]==]\n"


if __name__ == "__main__":
    main()
