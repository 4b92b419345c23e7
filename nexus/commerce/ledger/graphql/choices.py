"""The words that money is described in, as enums of the schema."""

import strawberry

from nexus.commerce.ledger.models import BatchStatus, PayoutStatus, TransactionKind

__all__ = ["BatchStatus", "PayoutStatus", "TransactionKind"]

strawberry.enum(BatchStatus, name="PayoutBatchStatus")
strawberry.enum(PayoutStatus)
strawberry.enum(TransactionKind, name="LedgerTransactionKind")
