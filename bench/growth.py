"""What a hundred times the rows cost: `python -m bench.growth [SMALL LARGE]`.

Fills a database of its own for each size (10,000 and 1,000,000 products unless said, jobs a fifth of that)
and asks for answers that aren't kept, one after another. The 95th percentile of the large may be 1.5 times
that of the small. Of fewer than 100,000 products, the cursor's deep page is the last one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
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
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(_measured(options.measure)))
        return
    small, large = (_in_a_process(size) for size in (options.small, options.large))
    print(f"| p95, ms | {options.small:,} products | {options.large:,} products | ratio | asked, at most |")
    print("|---|---|---|---|---|")
    for name in small:
        print(
            f"| {name} | {small[name]:.2f} | {large[name]:.2f} | {large[name] / small[name]:.2f} | {ASKED} |"
        )


def _in_a_process(products: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.growth", "--measure", str(products)]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(printed.splitlines()[-1])


def _measured(products: int) -> dict[str, float]:
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    with (
        tempfile.TemporaryDirectory(prefix="nexus-bench-") as home,
        engines_in_environment(lambda _: None, home=home),
    ):
        import django

        django.setup()
        from django.core.management import call_command

        from bench.deep import DEEP_PAGE, cursor_of
        from bench.seed import seed

        call_command("migrate", verbosity=0)
        paths = paths_of(seed(products, products // 5))
        for page in (1, DEEP_PAGE):
            paths[f"products by cursor, page {page:,}"] = f"{LIST}?cursor={cursor_of(page)}"
        with serve_nexus(LIST, NEXUS_PAGE_SECONDS="0") as server:
            taken = milliseconds(*(server.address + path for path in paths.values()))
    return dict(zip(paths, (slowest for _, slowest in taken), strict=True))


if __name__ == "__main__":
    main()
