"""The provider's statement against our books: what can be mended is, what can't is said."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from nexus.commerce.ledger.models import AccountKind
from nexus.commerce.payments.actions import open_refund, reconcile, refund_part
from nexus.commerce.payments.models import Payment, Reconciliation, Refund, SandboxCharge, SandboxRefund
from nexus.commerce.payments.providers.base import LineKind, StatementLine
from nexus.commerce.payments.providers.sandbox import SandboxProvider
from nexus.commerce.payments.tasks import reconcile_with_providers, settle_what_is_left_over
from nexus.kernel.api.errors import PermissionDenied
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM, Actor
from tests.commerce.payments.books import assert_ledger_is_sound, charged, given_back, in_ledger
from tests.commerce.payments.test_settling import cancel
from tests.factories.catalog import ProductFactory
from tests.factories.orders import placed_order
from tests.factories.payments import bought_order

pytestmark = pytest.mark.django_db(transaction=True)


def reconciled(**period) -> Reconciliation:
    now = timezone.now()
    since, until = period.get("since", now - timedelta(days=1)), period.get("until", now + timedelta(hours=1))
    return reconcile(SYSTEM, "sandbox", since, until)


def test_books_that_agree_are_matched_line_by_line_and_in_sum():
    orders = [bought_order((ProductFactory(price=Decimal(price)), 1)) for price in ("10.00", "7.77", "0.01")]
    refund_part(SYSTEM, orders[1].parts.get().pk)

    report = reconciled()

    assert (report.matched, report.mended, report.open) == (4, [], [])
    assert report.totals == {"USD": {"statement": "10.01", "ledger": "10.01"}}
    assert in_ledger(AccountKind.PROVIDER, provider="sandbox") == Decimal("10.01")
    assert Event.objects.get(name="commerce.statement.compared").payload == {
        "reconciliation_id": str(report.pk),
        "provider": "sandbox",
        "matched": 4,
        "mended": 0,
        "open": 0,
        "totals": {"USD": {"statement": "10.01", "ledger": "10.01"}},
    }


def test_paid_without_an_order_becomes_a_paid_order(pay, order):
    pay(order, "tok_success_then_timeout")

    report = reconciled()

    order.refresh_from_db()
    assert order.status == "paid"
    assert report.open == []
    assert len(report.mended) == 1
    assert "its order is paid now" in report.mended[0]
    assert report.totals["USD"] == {"statement": str(order.total), "ledger": str(order.total)}


def test_paid_for_an_order_that_is_gone_becomes_a_refund(pay, order):
    pay(order, "tok_success_then_timeout")
    Payment.objects.update(status="cancelled")
    cancel(order)

    report = reconciled()

    assert "it goes back" in report.mended[0]
    assert charged(order) == given_back(order) == order.total
    again = reconciled()
    assert (again.mended, again.open) == ([], [])
    assert again.totals == {"USD": {"statement": "0.00", "ledger": "0.00"}}


def test_a_refund_that_went_out_and_was_not_booked_is_booked(monkeypatch):
    order = bought_order()
    opened = open_refund(SYSTEM, order.parts.get().pk)
    SandboxRefund.objects.create(
        key=opened.pk, charge=SandboxCharge.objects.get(), amount=opened.amount, reference="sandbox_re_1"
    )

    report = reconciled()

    assert Refund.objects.get().status == "succeeded"
    assert "is booked now" in report.mended[0]
    assert report.open == []
    assert_ledger_is_sound()


def charge_by_somebody_else(amount: str = "5.00") -> SandboxCharge:
    return SandboxCharge.objects.create(
        key=uuid4(),
        reference="sandbox_ch_other",
        token="tok_success",
        status="succeeded",
        amount=Decimal(amount),
        currency="USD",
        captured_at=timezone.now(),
    )


def test_what_nobody_here_asked_for_is_said():
    charge_by_somebody_else()

    report = reconciled()

    assert report.matched == 0
    assert report.open[0] == "Charge sandbox_ch_other of 5.00 USD: nobody here asked for it."
    assert report.open[1] == "The statement comes to 5.00 USD, the ledger to 0.00."


def test_another_amount_is_said():
    bought_order()
    SandboxCharge.objects.update(amount=Decimal("9.00"))

    report = reconciled()

    assert "is of 10.00 USD" in report.open[0]
    assert "The statement comes to 9.00 USD, the ledger to 10.00." in report.open


def test_what_the_statement_lacks_is_said():
    bought_order()
    SandboxRefund.objects.all().delete()
    SandboxCharge.objects.all().delete()

    report = reconciled()

    assert ["the provider's statement lacks it" in sentence for sentence in report.open] == [True]


def test_a_refund_that_the_statement_lacks_is_said():
    refund = refund_part(SYSTEM, bought_order().parts.get().pk)
    SandboxRefund.objects.all().delete()

    assert reconciled().open == [
        f"Refund {refund.pk} of {refund.amount} USD: the provider's statement lacks it."
    ]


def test_what_was_heard_of_long_after_it_was_asked_is_in_an_earlier_statement():
    order = bought_order()
    refund_part(SYSTEM, order.parts.get().pk)
    asked = timezone.now() - timedelta(days=2)
    for kept in (Payment, Refund):
        kept.objects.update(created_at=asked)
    SandboxCharge.objects.update(captured_at=asked)
    SandboxRefund.objects.update(created_at=asked)

    assert reconciled().open == []


def test_what_a_provider_did_by_itself_is_said(monkeypatch):
    line = StatementLine(LineKind.OTHER, None, "dp_1", Decimal("10.00"), "USD", timezone.now())
    monkeypatch.setattr(SandboxProvider, "statement", lambda *_: iter([line]))

    assert "the provider moved it by itself" in reconciled().open[0]


def test_only_administrators_and_the_site_itself_compare(customer, admin):
    now = timezone.now()
    with pytest.raises(PermissionDenied):
        reconcile(Actor.of(customer), "sandbox", now - timedelta(days=1), now)
    assert reconcile(Actor.of(admin), "sandbox", now - timedelta(days=1), now).open == []


def test_the_tasks_do_the_same(pay, order):
    pay(order, "tok_success_then_timeout")
    settle_what_is_left_over()  # too young
    order.refresh_from_db()
    assert order.status == "pending_payment"

    reconcile_with_providers()

    order.refresh_from_db()
    assert order.status == "paid"
    assert Reconciliation.objects.get().provider == "sandbox"


def test_the_command_tells_what_agrees_and_fails_on_what_does_not(pay, order):
    pay(order)
    told, wrong = StringIO(), StringIO()
    period = ["--until", (timezone.now() + timedelta(hours=1)).isoformat()]

    call_command("reconcile", *period, stdout=told, stderr=wrong)
    assert "1 matched, 0 put right, 0 to look at." in told.getvalue()
    assert f"USD: statement {order.total}, ledger {order.total}" in told.getvalue()

    charge_by_somebody_else()
    with pytest.raises(CommandError, match="Somebody has to look"):
        call_command("reconcile", *period, stdout=told, stderr=wrong)
    assert "nobody here asked for it" in wrong.getvalue()
    with pytest.raises(CommandError, match="before"):
        call_command("reconcile", "--since", "2026-01-02", "--until", "2026-01-01")


def test_a_long_statement_is_read_in_lots(customer):
    for _ in range(3):
        placed_order(customer=customer)
    now = timezone.now()
    SandboxCharge.objects.bulk_create(
        SandboxCharge(
            key=uuid4(),
            reference=f"r{number}",
            token="t",
            status="succeeded",
            amount=Decimal("0.01"),
            currency="USD",
            captured_at=now,
        )
        for number in range(1_203)
    )

    report = reconciled()

    assert len(report.open) == 1_204
    assert report.totals["USD"]["statement"] == "12.03"
