"""What a statement reads of an entry, in one statement; so that counting a long one joins nothing."""

from nexus.kernel.database.rows import RowReader

LINES = RowReader("""
    SELECT entry.id, entry.happened_at, entry.what, -entry.amount AS owed,
           account.currency AS account__currency, posted.id AS transaction_id,
           posted.kind AS transaction__kind, posted.reference AS transaction__reference,
           posted.order_id AS transaction__order_id, posted.reason AS transaction__reason
    FROM {keys}
    JOIN ledger_entry AS entry ON entry.id = keys.id
    JOIN ledger_account AS account ON account.id = entry.account_id
    JOIN ledger_transaction AS posted ON posted.id = entry.transaction_id
""")
