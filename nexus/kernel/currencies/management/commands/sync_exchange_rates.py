from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nexus.kernel.currencies.actions import sync_exchange_rates
from nexus.kernel.currencies.exceptions import RatesUnavailable


class Command(BaseCommand):
    help = "Ask the site's provider for exchange rates now, as beat does: see docs/guides/prices.md."

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            new = sync_exchange_rates()
        except RatesUnavailable as error:
            raise CommandError(str(error)) from error
        for sheet in new:
            self.stdout.write(f"{sheet.day}: {len(sheet.rates)} rates of {sheet.base}, from {sheet.source}.")
        if not new:
            self.stdout.write("Nothing new.")
