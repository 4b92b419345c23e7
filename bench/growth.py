"""What a hundred times the rows cost: `python -m bench.growth [SMALL LARGE]`.

Fills a database of its own for each size (10,000 and 1,000,000 products unless said, jobs a fifth of that)
and asks both, in turns, for answers that aren't kept. The 95th percentile of the large may be 1.5 times that
of the small. Of fewer than 100,000 products, the cursor's deep page is the last one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

from bench.load import milliseconds
from bench.servers import serve_nexus
from bench.workloads import LIST, paths_of

ROOT = Path(__file__).resolve().parents[1]
ASKED = 1.5


def main() -> None:
    """Measure both sizes, each in a process of its own, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("small", nargs="?", type=int, default=10_000)
    parser.add_argument("large", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        _serve(options.serve)
        return
    with _site_of(options.small) as small, _site_of(options.large) as large:
        taken = milliseconds(*(url for name in small for url in (small[name], large[name])))
    print(f"| p95, ms | {options.small:,} products | {options.large:,} products | ratio | asked, at most |")
    print("|---|---|---|---|---|")
    for name, (_, few), (_, many) in zip(small, taken[::2], taken[1::2], strict=True):
        print(f"| {name} | {few:.2f} | {many:.2f} | {many / few:.2f} | {ASKED} |")


@contextmanager
def _site_of(products: int) -> Iterator[dict[str, str]]:
    """Run a site of this size in a process of its own, and name its addresses."""
    command = [sys.executable, "-m", "bench.growth", "--serve", str(products)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as site:
        addresses = next(line for line in site.stdout if line.startswith("{"))
        yield json.loads(addresses)
        site.stdin.close()  # it has been asked enough


def _serve(products: int) -> None:
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    with (
        tempfile.TemporaryDirectory(prefix="nexus-bench-") as home,
        engines_in_environment(lambda _: None, home=home),
    ):
        paths = _filled(products)
        with serve_nexus(LIST, NEXUS_PAGE_SECONDS="0") as server:
            print(json.dumps({name: server.address + path for name, path in paths.items()}), flush=True)
            sys.stdin.read()


def _filled(products: int) -> dict[str, str]:
    import django

    django.setup()
    from django.core.management import call_command

    from bench.deep import DEEP_PAGE, cursor_of
    from bench.seed import seed

    call_command("migrate", verbosity=0)
    paths = paths_of(seed(products, products // 5))
    for page in (1, DEEP_PAGE):
        paths[f"products by cursor, page {page:,}"] = f"{LIST}?cursor={cursor_of(page)}"
    return paths


if __name__ == "__main__":
    main()
