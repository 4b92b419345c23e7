"""What the books say: ours, the sandbox's and the stock's, for tests to compare."""

from decimal import Decimal

from nexus.commerce.inventory.models import Hold
from nexus.commerce.ledger.models import Account, AccountKind, Entry, Transaction
from nexus.commerce.orders.models import Order
from nexus.commerce.payments.models import SandboxCharge
from nexus.kernel.kit.money import from_minor


def charged(order: Order) -> Decimal:
    """What the sandbox has taken for an order, over all tries."""
    keys = order.payments.values_list("pk", flat=True)
    taken = SandboxCharge.objects.filter(key__in=list(keys), status="succeeded")
    return sum((charge.amount for charge in taken), Decimal(0))


def given_back(order: Order) -> Decimal:
    """What the sandbox has given back of it."""
    keys = list(order.payments.values_list("pk", flat=True))
    charges = SandboxCharge.objects.filter(key__in=keys).prefetch_related("refunds")
    return sum((refund.amount for charge in charges for refund in charge.refunds.all()), Decimal(0))


def in_ledger(kind: AccountKind, currency: str = "USD", **account: object) -> Decimal:
    """What lies in accounts of this kind."""
    entries = Entry.objects.filter(account__kind=kind, account__currency=currency)
    entries = entries.filter(**{f"account__{name}": value for name, value in account.items()})
    return from_minor(sum(entries.values_list("amount", flat=True)), currency)


def assert_ledger_is_sound() -> None:
    """The ledger sums to zero, each transaction by itself too."""
    assert sum(row["balance"] for row in Account.objects.trial_balance()) == 0
    assert Transaction.objects.unbalanced() == []


def held(order: Order) -> int:
    return sum(Hold.objects.of(order.pk).values_list("quantity", flat=True))
