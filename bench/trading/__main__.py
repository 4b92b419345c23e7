"""A trading day on a real catalogue, over HTTP: bought, paid, shipped, refunded, paid out, and compared.

Usage: python -m bench.trading FILE.csv [FILE.csv ...] [--orders N] [--seed N]

FILE is a shop's product export in Shopify's CSV; each brand in it becomes a seller.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

from bench.servers import serve_nexus
from bench.trading.day import Day, name_account, pay_out
from bench.trading.door import Door
from bench.trading.shelves import as_files, by_brand, username_of

CUSTOMERS = 40
CURRENCY = "USD"


def main() -> None:
    """Trade for a day in a database of its own, and end with 1 where the books differ by a cent."""
    options = _options()
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    with (
        tempfile.TemporaryDirectory(prefix="nexus-trading-") as home,
        engines_in_environment(lambda _: None, home=home),
    ):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        with serve_nexus("/api/products/", NEXUS_RATE_LIMITS="0") as site:
            _trade(options, site.address)


def _trade(options: argparse.Namespace, address: str) -> None:
    begun, brands = time.monotonic(), by_brand(options.files)
    sellers = {
        brand: Door(address, username_of(brand, number), is_seller=True)
        for number, brand in enumerate(brands)
    }
    _fill(brands, sellers)
    admin = _admin(address)
    _set_up(admin)
    customers = [Door(address, f"customer-{number}") for number in range(CUSTOMERS)]
    shelves = _in_stock()
    variants = sum(map(len, shelves))
    _say(begun, f"{len(shelves)} brands as sellers, {variants} variants in stock, {CUSTOMERS} customers")
    day = Day(customers, sellers, shelves, random.Random(options.seed))
    for step in (lambda: day.buy(options.orders), day.ship, day.refund):
        step()
        _say(begun, ", ".join(f"{count} {what}" for what, count in day.tally.items()))
    for brand, seller in sellers.items():
        name_account(seller, brand)
    batch = pay_out(admin, CURRENCY)
    _say(begun, f"{batch['payouts']} sellers were paid {batch['total']} {CURRENCY}")
    sys.exit(_compare())


def _fill(brands: dict[str, Any], sellers: dict[str, Door]) -> None:
    from django.core.management import call_command

    with Path(os.devnull).open("w") as nowhere:
        for brand, file in as_files(brands):
            said = {"seller": sellers[brand].username, "currency": CURRENCY}
            call_command("import_products", file, **said, stdout=nowhere, stderr=nowhere)


def _admin(address: str) -> Door:
    from nexus.kernel.accounts.models import User

    admin = Door(address, "site-admin")
    User.objects.filter(username=admin.username).update(is_staff=True, is_superuser=True)
    admin.sign_in()
    return admin


def _set_up(admin: Door) -> None:
    admin.post("/api/shipping-methods/", {"name": "Parcel", "currency": CURRENCY, "price": "4.90"})
    admin.post("/api/tax-rules/", {"name": "VAT", "country": "DE", "rate": "19.00", "is_included": True})


def _in_stock() -> list[list[tuple[str, str]]]:
    from nexus.commerce.catalog.models import Variant

    shelves: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    rows = Variant.objects.filter(product__status="active", stock__gt=0).order_by("id")
    for seller, product, variant in rows.values_list("product__seller", "product", "id"):
        shelves[seller].append((str(product), str(variant)))
    return list(shelves.values())


def _compare() -> int:
    from django.core.management import CommandError, call_command

    try:
        call_command("reconcile")
        call_command("ledger", "check")
    except CommandError as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _say(begun: float, sentence: str) -> None:
    print(f"{time.monotonic() - begun:6.1f} s  {sentence}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.csv")
    parser.add_argument("--orders", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
