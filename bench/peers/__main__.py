"""Nexus beside other shops, in one run, in ratios: `python -m bench.peers [--rounds N] [--report FILE]`.

Installs django-oscar and Vendure in the data folder (minutes, the first time; it needs Node and npm), gives
each a database of its own beside Nexus's, with the same 10,000 products, and asks them in turns for the same.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

from bench.load import in_turns
from bench.peers import oscar, ours, vendure
from bench.peers.buying import CUSTOMERS, Buy, orders_per_second
from bench.peers.shops import Ask, Start
from bench.servers import Server, serve_nexus
from bench.workloads import LIST

SHOPS = [oscar, vendure]
WORKLOADS = {
    "list": "products, a page of 20",
    "filter": "products, category and price",
    "detail": "one product",
    "search": "products, search",
    "graphql": "GraphQL, a page of 20",
}
FRESH, KEPT, GRAPHQL, ORDERS = 10, 40, 3, 20  # how many times the best peer is asked for
WARMING = 5  # seconds: Node compiles what is often called
PROCESS = ["\n| | Nexus | Oscar | Vendure |", "|---|---|---|---|"]
HEADER = "Nexus | Oscar | Vendure | to Oscar | to Vendure | asked |\n|---|---|---|---|---|---|---|"


def main() -> None:
    """Fill every shop with the same catalogue, serve them all, load them in turns, print the tables."""
    options = _options()
    from nexus.config.embedded import engines_in_environment, home_path

    folder = home_path() / "peers"
    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as home, engines_in_environment(print, home=home):
        report = "\n".join(_measure(folder, Path(home), options.rounds))
    print(report)
    if options.report:
        options.report.write_text(f"{report}\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--report", type=Path)
    return parser.parse_args()


def _measure(folder: Path, home: Path, rounds: int) -> list[str]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    reads = ours.fill()
    catalogue = ours.catalogue()
    starts = [
        lambda: serve_nexus(LIST),
        *(shop.prepare(folder / shop.NAME.lower(), catalogue) for shop in SHOPS),
    ]
    begun = _start(starts, rounds)
    with ExitStack() as stack:
        fresh = stack.enter_context(serve_nexus(LIST, NEXUS_PAGE_SECONDS="0"))
        kept, *peers = [stack.enter_context(start()) for start in starts]
        lines = _read(reads, [fresh, kept], peers, home, rounds)
        lines += _buy(fresh, peers, rounds)
        return [*lines, *PROCESS, _memory([kept, *peers]), begun]


def _start(starts: list[Start], rounds: int) -> str:
    turns = [[_seconds_to_answer(start) for start in starts] for _ in range(rounds)]
    seconds = " | ".join(f"{statistics.median(each):.1f}" for each in zip(*turns, strict=True))
    return f"| start to first answer, s | {seconds} |"


def _seconds_to_answer(start: Start) -> float:
    with start() as server:
        return server.seconds_to_answer


def _memory(servers: list[Server]) -> str:
    figures = " | ".join(f"{server.memory_mb():,.0f}" for server in servers)
    return f"| two workers and their parent, after all that, PSS, MB | {figures} |"


def _read(
    reads: dict[str, Ask], nexus: list[Server], peers: list[Server], home: Path, rounds: int
) -> list[str]:
    plain, cached = [f"| nothing cached, req/s | {HEADER}"], [f"\n| cached, req/s | {HEADER}"]
    for name, title in WORKLOADS.items():
        sides = [(server, reads[name]) for server in nexus]
        sides += [
            (peer, shop.READS[name]) for peer, shop in zip(peers, SHOPS, strict=True) if name in shop.READS
        ]
        for server, ask in sides:
            ask.prove(server.address)
        asked = [
            (server.address + ask.path, ask.script(home / f"{name}-{server.pid}.lua"))
            for server, ask in sides
        ]
        first, second, *others = in_turns(asked, rounds, WARMING)
        rates = [others.pop(0) if name in shop.READS else 0 for shop in SHOPS]
        plain.append(_line(title, first, rates, GRAPHQL if name == "graphql" else FRESH))
        if name != "graphql":
            cached.append(_line(title, second, rates, KEPT))
    return plain + cached


def _buy(nexus: Server, peers: list[Server], rounds: int) -> list[str]:
    ways: dict[str, tuple[str, Callable[[], list[Buy]]]] = {
        "one request": (nexus.address, lambda: ours.customers(cart=False)),
        "cart": (nexus.address, ours.customers),
        "paid": (nexus.address, lambda: ours.customers(pay=True)),
        "Oscar": (peers[0].address, lambda: [oscar.buy] * CUSTOMERS),
        "Vendure": (peers[1].address, lambda: [vendure.buy] * CUSTOMERS),
    }
    turns = [[orders_per_second(address, who()) for address, who in ways.values()] for _ in range(rounds)]
    rates = dict(zip(ways, map(statistics.median, zip(*turns, strict=True)), strict=True))
    return [
        f"\n| whole orders a second | {HEADER}",
        _line("placed (Nexus: in one request)", rates["one request"], [rates["Oscar"], 0], ORDERS),
        _line("from a cart", rates["cart"], [rates["Oscar"], 0], ORDERS),
        _line("from a cart, and paid", rates["paid"], [0, rates["Vendure"]], ORDERS),
    ]


def _line(title: str, rate: float, others: list[float], asked: int) -> str:
    figures = " | ".join(f"{each:,.4g}" if each else "-" for each in [rate, *others])
    ratios = " | ".join(f"{rate / each:.1f}" if each else "-" for each in others)
    line = f"| {title} | {figures} | {ratios} | {asked} |"
    print(line, file=sys.stderr)
    return line


if __name__ == "__main__":
    main()
