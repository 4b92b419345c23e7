"""The file that a bank's upload takes: one payout a line."""

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from nexus.kernel.kit.money import from_minor

COLUMNS: Final = ("payout", "seller", "name", "amount", "currency", "text", "holder", "iban", "bic")

# What a spreadsheet would take for a formula; sellers choose their names themselves.
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def bank_file(payouts: Iterable[dict[str, Any]], currency: str) -> bytes:
    """Write rows of `Payout.objects.for_the_bank()` as CSV."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for payout in payouts:
        name = (
            payout["seller__store__legal_name"] or payout["seller__store__name"] or payout["seller__username"]
        )
        amount = from_minor(payout["amount"], currency)
        of_seller = [payout["id"], payout["seller_id"], plain(name), amount, currency]
        account = [plain(payout["holder"] or ""), payout["iban"] or "", payout["bic"]]
        lines.writerow([*of_seller, f"Payout {payout['id']}", *account])
    return text.getvalue().encode()


def plain(text: str) -> str:
    """Write a text so that a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULAS) else text
