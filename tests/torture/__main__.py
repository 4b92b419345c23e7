"""`make torture`: the cases at full size, each with its control, and their report.

Usage: python -m tests.torture [CASE ...] [--size small|full] [--report FILE] [--json FILE]
"""

import argparse
import importlib
import json
import os
import platform
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.torture.settings"
# What comes after the dash is the broker that a case is run on.
CASES = (
    "checkout",
    "stock",
    "payments",
    "outbox-valkey",
    "outbox-rabbitmq",
    "later-valkey",
    "later-rabbitmq",
    "errands-valkey",
    "errands-rabbitmq",
    "database",
    "away-valkey",
    "away-rabbitmq",
    "limits",
    "access",
    "tokens",
    "refresh",
    "mass",
    "enumeration",
    "bruteforce",
    "ssrf",
    "webhooks",
)
REPORT = Path(__file__).resolve().parents[2] / "docs" / "reports" / "torture.md"


def main() -> None:
    """Run the cases, tell what came of them, and fail where one failed or its control didn't."""
    options = _options()
    from tests.torture.arena import arena

    with arena():
        from tests.torture.results import write_report

        runs = []
        for name in options.cases or CASES:
            runs.append(_run(name, options.size))
            if options.report:
                write_report(options.report, runs[-1:], _circumstances(options.size))
    if options.json:
        options.json.write_text(json.dumps([[asdict(sound), asdict(weak)] for sound, weak in runs]))
    if any(sound.faults or not weak.faults for sound, weak in runs):
        sys.exit(1)


def _run(name: str, size: str) -> Any:
    module, _, broker = name.partition("-")
    case = importlib.import_module(f"tests.torture.cases.{module}")
    on = {"on": broker} if broker else {}
    begun = time.monotonic()
    print(f"{case.NAME} {broker}: {size}", flush=True)
    sound = case.run(size, **on)
    print(f"  {len(sound.faults)} faults in {time.monotonic() - begun:.0f} s {sound.faults[:3]}", flush=True)
    weak = case.run("control", without=case.DEFENCE, seed=2, **on)
    print(f"  without its defence: {len(weak.faults)} faults {weak.faults[:1]}", flush=True)
    return sound, weak


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; all of them without"
    )
    parser.add_argument("--size", choices=("small", "full"), default="full")
    parser.add_argument("--report", type=Path, nargs="?", const=REPORT)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _circumstances(size: str) -> str:
    load = f"load {os.getloadavg()[2]:.1f}"  # who shared the machine
    machine = f"{os.cpu_count()} cores, {load}, Python {platform.python_version()}"
    return f"Size: {size}. {machine}, {time.strftime('%Y-%m-%d')}."


if __name__ == "__main__":
    main()
