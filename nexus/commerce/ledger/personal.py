"""Whose money it is: the books stay, the bank account goes, and nobody leaves whom money is owed to."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.commerce.ledger.models import Account, Payout, PayoutAccount, PayoutStatus
from nexus.kernel.accounts.holdings import Holding, holds

Rows = Iterable[Mapping[str, Any]]


def _account(user_id: UUID) -> Rows:
    return PayoutAccount.objects.filter(pk=user_id).values("holder", "country", "ending", "changed_at")


def _payouts(user_id: UUID) -> Rows:
    return Payout.objects.filter(seller=user_id).values("amount", "batch__currency", "status", "created_at")


def _erase_accounts(user_id: UUID) -> None:
    PayoutAccount.objects.filter(pk=user_id).delete()
    Payout.objects.filter(seller=user_id).update(holder=None, iban=None, bic="")


def _owed(user_id: UUID) -> str:
    if Payout.objects.filter(seller=user_id, status__in=[PayoutStatus.PENDING, PayoutStatus.SENT]).exists():
        return "A payout to you is under way."
    balances = Account.objects.filter(kind="seller", seller=user_id).balances()
    owed = [row["currency"] for row in balances if row["balance"]]
    return f"Your balance in {', '.join(owed)} isn't zero: money is owed to you, or by you." if owed else ""


holds(Holding("payout-account", _account, _erase_accounts, _owed), Holding("payouts", _payouts))
