from __future__ import annotations

from argparse import ArgumentParser
from contextlib import suppress
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import no_style
from django.db import connection, transaction

from nexus.config.demo.people import missing_sides, open_accounts
from nexus.kernel.currencies.actions import sync_exchange_rates
from nexus.kernel.currencies.exceptions import RatesUnavailable


class Command(BaseCommand):
    help = "Load a small marketplace and job board to look around in, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="even on a site that isn't for trying out")

    def handle(self, *_: Any, force: bool, **__: Any) -> None:
        if not (settings.DEMO_IS_WELCOME or force):
            raise CommandError(
                "These accounts have passwords that everyone knows, and this is not a demo site. "
                "Nothing was loaded; --force loads it all the same."
            )
        sides = missing_sides()
        if not sides:
            self.stdout.write("The demo is loaded already.")
            return
        self.stdout.write(f"Loaded the demo: {', '.join(_load(sides))}.")


@transaction.atomic
def _load(sides: list[str]) -> list[str]:
    """Load all or nothing, so that a load which is cut off is simply done again."""
    _begin_numbering_anew()
    people = open_accounts()
    _learn_exchange_rates()
    # A domain that is switched off has no tables: its part of the demo isn't even imported.
    parts = [import_module(f"nexus.config.demo.{side}") for side in sides]
    return [f"{len(people)} accounts", *(part.load(people) for part in parts)]


def _learn_exchange_rates() -> None:
    with suppress(RatesUnavailable):  # of a bank that doesn't answer: beat asks it again
        sync_exchange_rates()


def _begin_numbering_anew() -> None:
    # A load that was cut off has used numbers up, and the first category and job are to be number 1.
    numbered = [
        model for model in apps.get_models() if model._meta.label in {"taxonomy.Category", "postings.Job"}
    ]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), numbered):
            cursor.execute(statement)
