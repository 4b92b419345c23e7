"""The ground that cases are run on: engines of their own, migrated, with sellers, customers and shelves."""

from __future__ import annotations

import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from itertools import count
from pathlib import Path

from tests.torture.nest import nest

_NUMBERS = count(1)
# Names a PostgreSQL that is migrated already, where the caller has one: a copy of it saves the way there.
GROUND = "NEXUS_TORTURE_GROUND"
ADDRESS = {
    "name": "Ada Example",
    "line1": "1 Test Street",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}


@contextmanager
def arena() -> Iterator[None]:
    """Start engines in a folder of the moment, and set Django up on them."""
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="nexus-torture-"))
        if ground := os.environ.get(GROUND):
            subprocess.run(["cp", "-a", ground, f"{home}/postgres"], check=True)
        stack.enter_context(engines_in_environment(lambda _: None, home=home))
        os.environ["NEXUS_HOME"] = home
        (Path(home) / "static").mkdir()
        import django

        django.setup()
        stack.enter_context(nest())
        from django.conf import settings
        from django.core.management import call_command

        logging.disable(logging.WARNING)  # a site that can't be reached is what this is about
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

        if not ground:
            call_command("migrate", verbosity=0)
        yield


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """Work on a copy of the database: what a case commits by the thousand is none of the next one's."""
    from django.db import connection, connections

    before = connection.settings_dict["NAME"]
    copy = f"{before}_copy"
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        # A process that was killed a moment ago may still be connected, and what is in use isn't copied.
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [before])
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{before}"')
    connection.settings_dict["NAME"] = copy
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def accounts(how_many: int, **roles: bool) -> list:
    """Make accounts with these roles."""
    from tests.factories.accounts import UserFactory

    return [
        UserFactory(username=f"torture{number}", email=f"torture{number}@example.com", **roles)
        for number, _ in zip(_NUMBERS, range(how_many), strict=False)
    ]


def shelves(seller, how_many: int, *, stock: int, price: Decimal = Decimal("10.00")) -> list:
    """Put products of one variant on sale, through the action that sellers use."""
    from nexus.commerce.catalog.actions import create_product
    from nexus.kernel.kit.actor import Actor

    actor = Actor.of(seller)
    return [
        create_product(actor, {"name": f"Thing {next(_NUMBERS)}", "price": price, "stock": stock})
        for _ in range(how_many)
    ]
