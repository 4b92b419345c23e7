"""What must be true of money and stock, whatever was cancelled, refunded or given back."""

from decimal import Decimal

from django.db.models import Sum

from nexus.commerce.ledger.models import Account
from nexus.commerce.payments.models import Payment, SandboxCharge, SandboxRefund
from tests.factories.inventory import doubted


def kept() -> Decimal:
    """How much of all that was captured the provider still has; our own payments say the same."""
    captured = SandboxCharge.objects.filter(captured_at__isnull=False).aggregate(sum=Sum("amount"))["sum"]
    given_back = SandboxRefund.objects.aggregate(sum=Sum("amount"))["sum"]
    kept = (captured or Decimal(0)) - (given_back or Decimal(0))
    ours = Payment.objects.filter(captured_at__isnull=False).aggregate(a=Sum("amount"), b=Sum("refunded"))
    assert kept == (ours["a"] or 0) - (ours["b"] or 0)
    return kept


def assert_sound() -> None:
    """The ledger sums to nothing, says of the provider what the provider says, and stock adds up."""
    rows = list(Account.objects.trial_balance())
    assert sum(row["balance"] for row in rows) == 0
    assert abs(sum(row["balance"] for row in rows if row["kind"] == "provider")) == kept() * 100
    assert not doubted()
