"""What a sale and a refund move, and between whom."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from nexus.commerce.ledger.actions.shares import SaleShare
from nexus.commerce.ledger.models import AccountKind, Transaction, TransactionKind
from nexus.commerce.ledger.models.accounts import AccountKey
from nexus.commerce.ledger.models.entries import Posting, Side
from nexus.kernel.kit.money import to_minor

Coins = Callable[[Decimal], int]


@transaction.atomic
def post_sale(
    payment_id: UUID, order_id: UUID, provider: str, currency: str, shares: Sequence[SaleShare]
) -> bool:
    """Book a captured payment: sellers are owed goods and shipping less commission; False: booked before."""
    sides = list(_sides(provider, currency, shares, sign=1))
    return _post(Posting(TransactionKind.SALE, payment_id, sides, order_id))


@transaction.atomic
def post_refund(
    refund_id: UUID, order_id: UUID, provider: str, currency: str, shares: Sequence[SaleShare]
) -> bool:
    """Book what was given back (`SaleShare.taken_back`): a sale turned round; balances may fall below 0."""
    sides = list(_sides(provider, currency, shares, sign=-1))
    return _post(Posting(TransactionKind.REFUND, refund_id, sides, order_id))


def _post(posting: Posting) -> bool:
    # Of a gift from one seller's own pocket nothing moves, and so nothing is written.
    return bool(posting.sides) and bool(Transaction.objects.post([posting]))


def _sides(provider: str, currency: str, shares: Sequence[SaleShare], *, sign: int) -> Iterator[Side]:
    def coins(amount: Decimal) -> int:
        return sign * to_minor(amount, currency)

    everything = [*_of_the_site(provider, currency, shares, coins)]
    for share in shares:
        everything += _of_a_seller(share, currency, coins)
    return (side for side in everything if side.amount)


def _of_the_site(provider: str, currency: str, shares: Sequence[SaleShare], coins: Coins) -> Iterator[Side]:
    def total(name: str) -> int:
        return sum(coins(getattr(share, name)) for share in shares)

    yield Side(AccountKey(AccountKind.PROVIDER, currency, provider=provider), total("paid"), "payment")
    yield Side(AccountKey(AccountKind.PROMOTIONS, currency), total("discount_by_site"), "discount")
    yield Side(AccountKey(AccountKind.COMMISSION, currency), -total("commission"), "commission")
    yield Side(AccountKey(AccountKind.TAX, currency), -total("tax"), "tax")


def _of_a_seller(share: SaleShare, currency: str, coins: Coins) -> Iterator[Side]:
    account = AccountKey(AccountKind.SELLER, currency, seller_id=share.seller_id)
    yield Side(account, -coins(share.goods), "goods")
    yield Side(account, -coins(share.shipping), "shipping")
    yield Side(account, coins(share.commission), "commission")
