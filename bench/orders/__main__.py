"""Orders a second through HTTP beside the same statements run bare, in turns: `python -m bench.orders`.

Usage: python -m bench.orders [--products N] [--rounds N] [--seconds N] [--growth ORDERS]

Each order has an Idempotency-Key and one line; spread is over many products, contended is all on one. With
--growth, the lists' p95 at 1,000 orders and at so many.
"""

import argparse
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

from bench.load import requests_per_second
from bench.servers import WORKERS, serve_nexus
from bench.workloads import ADDRESS

ASKED = 0.4
# wrk posts an order of the next product, each under a key of its own.
SCRIPT = """
local products = {%s}
local n = 0
math.randomseed(os.time())
local run = tostring(math.random(1e9))
function request()
  n = n + 1
  local headers = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer %s",
                   ["Idempotency-Key"] = run .. "-" .. n}
  local body = string.gsub([==[%s]==], "PRODUCT", products[n %% #products + 1])
  return wrk.format("POST", "/api/orders/", headers, body)
end
"""


def main() -> None:
    """Seed a database of its own, record an order's statements, load both sides in turns."""
    options = _options()
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as home, engines_in_environment(print, home=home):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _measure(options, Path(home))
        if options.growth:
            from bench.orders.growth import measure_growth

            measure_growth(options.growth)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--products", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--growth", type=int, default=0)
    return parser.parse_args()


def _measure(options: argparse.Namespace, home: Path) -> None:
    from bench.orders.listening import client_of, record
    from bench.orders.recorded import Thing
    from bench.seed import seed
    from nexus.commerce.catalog.models import Variant
    from nexus.commerce.inventory.models import StockItem
    from nexus.kernel.accounts.models import User
    from nexus.kernel.authentication.actions import issue_tokens

    seed(options.products, 1)
    StockItem.objects.update(on_hand=1_000_000)
    buyer = User.objects.create(username="buyer", email="buyer@example.com")
    token = issue_tokens(buyer).access
    found = Variant.objects.values_list("product_id", "pk", "product__seller_id")
    things = [Thing(*row) for row in found]
    recording = record(client_of(buyer), _body(str(things[0].product)), things[0])
    print(f"{len(recording.statements)} statements an order, {len(things):,} products")
    print("| orders | Nexus, /s | the statements bare, /s | ratio | asked |\n|---|---|---|---|---|")
    with serve_nexus("/api/products/") as server:
        for name, wanted in (("spread", things), ("contended", things[:1])):
            script, file = home / f"{name}.lua", home / f"{name}.pickle"
            products = ", ".join(f'"{thing.product}"' for thing in wanted)
            script.write_text(SCRIPT % (products, token, json.dumps(_body("PRODUCT"))))
            file.write_bytes(pickle.dumps((recording, wanted)))
            _compare(name, server.address, script, file, options)


def _compare(name: str, address: str, script: Path, file: Path, options: argparse.Namespace) -> None:
    _nexus(address, script, 1)
    _bare(file, 1)
    pairs = [
        (_nexus(address, script, options.seconds), _bare(file, options.seconds))
        for _ in range(options.rounds)
    ]
    ours, bare = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"| {name} | {ours:,.0f} | {bare:,.0f} | {ratio:.2f} | {ASKED} |", flush=True)


def _nexus(address: str, script: Path, seconds: int) -> float:
    return requests_per_second(f"{address}/api/orders/", seconds, script)


def _bare(file: Path, seconds: int) -> float:
    command = [sys.executable, "-m", "bench.orders.bare", str(file), str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(WORKERS)]
    return sum(float(process.communicate()[0]) for process in running)


def _body(product: str) -> dict[str, Any]:
    return {"items": [{"product": product, "quantity": 1}], "shipping_address": ADDRESS}


if __name__ == "__main__":
    main()
