from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from nexus.commerce.payments.actions import reconcile
from nexus.commerce.payments.exceptions import ProviderSilent, ProviderWithoutKey
from nexus.commerce.payments.models import Reconciliation
from nexus.commerce.payments.providers import KNOWN, offered
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.command_lines import moment

DAYS = 2


class Command(BaseCommand):
    help = "Compare payments, refunds and the ledger with what the payment providers say they moved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--provider", choices=sorted(KNOWN), help="only this one")
        parser.add_argument(
            "--since", type=moment, help=f"a day or time; {DAYS} days ago unless told otherwise"
        )
        parser.add_argument("--until", type=moment, help="a day or time; now unless told otherwise")

    def handle(
        self, *_: Any, provider: str | None, since: datetime | None, until: datetime | None, **__: Any
    ) -> None:
        until = until or timezone.now()
        since = since or until - timedelta(days=DAYS)
        if since >= until:
            raise CommandError("--since must be before --until.")
        made = [self._reconciled(name, since, until) for name in ([provider] if provider else offered())]
        if any(report.open for report in made):
            raise CommandError("Somebody has to look at what is listed above.")

    def _reconciled(self, provider: str, since: datetime, until: datetime) -> Reconciliation:
        try:
            report = reconcile(SYSTEM, provider, since, until)
        except ProviderWithoutKey as lacking:
            raise CommandError(f"Set {lacking.setting}: without it {provider} can't be asked.") from lacking
        except ProviderSilent as silence:
            raise CommandError(f"{provider} gave no statement. Try again later.") from silence
        self.stdout.write(
            f"{provider}, {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC: {report.matched} matched, "
            f"{len(report.mended)} put right, {len(report.open)} to look at."
        )
        for currency, sums in report.totals.items():
            self.stdout.write(f"  {currency}: statement {sums['statement']}, ledger {sums['ledger']}")
        for sentence in report.mended:
            self.stdout.write(f"  put right: {sentence}")
        for sentence in report.open:
            self.stderr.write(f"  to look at: {sentence}")
        return report
