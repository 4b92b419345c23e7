"""The ledger: accounts, what moved between them, what sellers are owed and were paid."""

from nexus.commerce.ledger.models.accounts import Account, AccountKind
from nexus.commerce.ledger.models.commission import CommissionRate
from nexus.commerce.ledger.models.entries import Entry, Transaction, TransactionKind
from nexus.commerce.ledger.models.payout_accounts import PayoutAccount
from nexus.commerce.ledger.models.payouts import BatchStatus, Payout, PayoutBatch, PayoutSkip, PayoutStatus
from nexus.commerce.ledger.models.totals import Closing, Total

__all__ = [
    "Account",
    "AccountKind",
    "BatchStatus",
    "Closing",
    "CommissionRate",
    "Entry",
    "Payout",
    "PayoutAccount",
    "PayoutBatch",
    "PayoutSkip",
    "PayoutStatus",
    "Total",
    "Transaction",
    "TransactionKind",
]
