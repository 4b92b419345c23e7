"""What each attack on the GraphQL door costs a worker: `python -m bench.attacks`; 100 ms are the most."""

import gc
import os
import tempfile
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

from tests.kernel.graphql.attacks import ATTACKS

ASKED = 100
ROUNDS = 5


def main() -> None:
    """Send each attack a few times in this process, and print the processor time of the best."""
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)
    with (
        tempfile.TemporaryDirectory(prefix="nexus-bench-") as home,
        engines_in_environment(lambda _: None, home=home),
    ):
        import django

        django.setup()
        _measure()


def _measure() -> None:
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    client = Client(headers={"host": "127.0.0.1"})
    _milliseconds(client, "{ __typename }")  # what is made once a process
    gc.collect()
    gc.freeze()  # as the web server does
    print("| attack | CPU, ms | asked, at most |\n|---|---|---|")
    for name, document in ATTACKS.items():
        print(f"| {name} | {min(_milliseconds(client, document) for _ in range(ROUNDS)):.1f} | {ASKED} |")


def _milliseconds(client: "Client", document: str) -> float:
    from nexus.kernel.api.graphql.documents import prepare

    prepare.cache_clear()
    begun = time.thread_time()
    client.post("/graphql", {"query": document}, "application/json")
    return (time.thread_time() - begun) * 1_000


if __name__ == "__main__":
    main()
