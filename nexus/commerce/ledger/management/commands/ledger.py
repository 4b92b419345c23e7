from __future__ import annotations

from argparse import ArgumentParser
from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nexus.commerce.ledger.actions import close_days
from nexus.commerce.ledger.models import Account, Total, Transaction
from nexus.kernel.kit.command_lines import ask_by_choices
from nexus.kernel.kit.money import from_minor


class Command(BaseCommand):
    help = "Show the trial balance, and check transactions and kept totals: see docs/guides/ledger.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_argument(
            "what",
            choices=["check", "close"],
            help="check: sum up everything, and fail on a difference; close: the days that have ended, "
            "as beat does every hour",
        )
        ask_by_choices(what)

    def handle(self, *_: Any, what: str, **__: Any) -> None:
        if what == "close":
            self.stdout.write(f"{close_days()} days closed.")
        else:
            self._check()

    def _check(self) -> None:
        sums: dict[str, int] = defaultdict(int)
        for row in Account.objects.trial_balance():
            sums[row["currency"]] += row["balance"]
            name = f"{row['kind']} {row['provider']}".strip()
            self.stdout.write(
                f"{row['currency']}  {name:<24}{from_minor(row['balance'], row['currency']):>18}"
            )
        wrong = [
            f"{currency} sums to {from_minor(total, currency)}" for currency, total in sums.items() if total
        ]
        wrong += [f"transaction {posted} is not balanced" for posted in Transaction.objects.unbalanced()]
        wrong += [
            f"what account {total.account_id} held until {total.until:%Y-%m-%d} is {total.summed}, "
            f"and {total.kept} was kept"
            for total in Total.objects.wrong()
        ]
        if wrong:
            raise CommandError("The ledger is wrong: " + "; ".join(wrong) + ".")
        self.stdout.write(
            f"Every currency sums to zero, and so does each of {Transaction.objects.count()} transactions; "
            f"all {Total.objects.count()} totals of closed days are what their entries come to."
        )
