"""Money that moved, booked by the ledger's own actions."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from nexus.commerce.ledger.actions import SaleShare, create_batch, post_sale
from nexus.commerce.ledger.models import AccountKind, Payout, PayoutAccount, Transaction, TransactionKind
from nexus.commerce.ledger.models.accounts import AccountKey
from nexus.commerce.ledger.models.entries import Posting, Side
from nexus.commerce.stores.actions import open_store
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id


def share(seller_id: UUID, goods: str = "100.00", **amounts: str) -> SaleShare:
    given = {name: Decimal(amount) for name, amount in amounts.items()}
    return SaleShare(seller_id, Decimal(goods), **given)


def sale(*shares: SaleShare, currency: str = "USD", provider: str = "sandbox") -> UUID:
    """Book a sale of these shares, and give its order's id; the sellers can be paid out."""
    for each in shares:
        paid_to(each.seller_id)
    order_id = new_id()
    assert post_sale(new_id(), order_id, provider, currency, shares)
    return order_id


def paid_to(seller_id: UUID, iban: str = "DE89370400440532013000", holder: str = "Nora Weiss") -> None:
    """Let a seller be paid to this account, unless there is one."""
    account = {"holder": holder, "iban": iban, "country": iban[:2], "ending": iban[-4:]}
    if not PayoutAccount.objects.filter(pk=seller_id).exists():
        PayoutAccount.objects.create(store=open_store(seller_id), **account)


@transaction.atomic
def sale_of_day(day: date, seller_id: UUID, coins: int, commission: int = 0) -> None:
    """Book a sale as if it were that day's noon."""
    sides = [
        Side(AccountKey(AccountKind.PROVIDER, "USD", provider="sandbox"), coins, "payment"),
        Side(AccountKey(AccountKind.SELLER, "USD", seller_id=seller_id), commission - coins, "goods"),
        Side(AccountKey(AccountKind.COMMISSION, "USD"), -commission, "commission"),
    ]
    posting = Posting(TransactionKind.SALE, new_id(), [side for side in sides if side.amount], new_id())
    Transaction.objects.post([posting], at=datetime.combine(day, time(12), UTC))


def payout(seller_id: UUID, amount: str = "100.00", currency: str = "USD") -> Payout:
    """Sell for so much, and pay it out; the batch is a draft."""
    sale(share(seller_id, amount), currency=currency)
    return create_batch(SYSTEM, currency).payouts.get(seller=seller_id)
