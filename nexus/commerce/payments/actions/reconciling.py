"""Comparing what a provider says it moved with what we say, and mending what can be mended."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Value

from nexus.commerce.ledger.models import Account, AccountKind, Entry
from nexus.commerce.payments.actions.booking import settle_refund
from nexus.commerce.payments.actions.settling import settle
from nexus.commerce.payments.actions.sweeping import settle_left_over
from nexus.commerce.payments.events import StatementCompared
from nexus.commerce.payments.models import Payment, PaymentStatus, Reconciliation, Refund, RefundStatus
from nexus.commerce.payments.providers import provider_named
from nexus.commerce.payments.providers.base import LineKind, Outcome, Result, ReturnOutcome, StatementLine
from nexus.kernel.access import require
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.money import NOTHING, from_minor

AT_ONCE: Final = 500
# What was captured this near to a period's edge may be in the provider's next statement, or in its last one.
EDGE: Final = timedelta(minutes=15)


@dataclass
class Findings:
    """What a comparison has found so far."""

    matched: int = 0
    keys: set[UUID] = field(default_factory=set)
    mended: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    statement: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    ledger: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: NOTHING))

    def totals(self) -> dict[str, dict[str, str]]:
        """Say by currency what either side comes to."""
        return {
            currency: {"statement": str(amount), "ledger": str(self.ledger[currency])}
            for currency, amount in sorted(self.statement.items())
        }

    def compare_totals(self) -> None:
        """Note each currency in which the two sides differ, though each line was looked at."""
        for currency, amount in sorted(self.statement.items()):
            if amount != self.ledger[currency]:
                self.open.append(
                    f"The statement comes to {amount} {currency}, the ledger to {self.ledger[currency]}."
                )


def reconcile(actor: Actor, provider: str, since: datetime, until: datetime) -> Reconciliation:
    """Compare a provider's statement of a period with payments, refunds and the ledger; the report is kept.

    Charges and refunds that are still under way here are settled by it: what no order wants goes back. What
    can't be mended, such as a charge that nobody here asked for, is said for people to look at.
    """
    require(actor, "payments.reconcile")
    settle_left_over()
    found = Findings()
    lines = provider_named(provider).statement(since, until)
    while lot := list(islice(lines, AT_ONCE)):
        _compare(provider, lot, found)
    found.open += _missing_from_statement(provider, since, until, found.keys)
    found.compare_totals()
    found.open += _unbalanced_currencies()
    return _reported(actor, Reconciliation(provider=provider, since=since, until=until), found)


@transaction.atomic
def _reported(actor: Actor, report: Reconciliation, found: Findings) -> Reconciliation:
    report.matched, report.mended, report.open = found.matched, found.mended, found.open
    report.totals = found.totals()
    report.save()
    figures = (report.matched, len(report.mended), len(report.open), report.totals)
    publish(StatementCompared(report.pk, report.provider, *figures), actor=actor)
    return report


def _compare(provider: str, lines: list[StatementLine], found: Findings) -> None:
    keys = [line.key for line in lines if line.key]
    found.keys.update(keys)
    payments = Payment.objects.filter(provider=provider).in_bulk(keys)
    refunds = Refund.objects.filter(payment__provider=provider).select_related("payment").in_bulk(keys)
    for line in lines:
        sign = 1 if line.kind == LineKind.CHARGE else -1
        if line.kind == LineKind.OTHER:
            found.open.append(f"{_named(line)}: the provider moved it by itself. Look at it there.")
        elif line.kind == LineKind.CHARGE and line.key in payments:
            found.statement[line.currency] += line.amount
            _compare_charge(line, payments[line.key], found)
        elif line.kind == LineKind.REFUND and line.key in refunds:
            found.statement[line.currency] -= line.amount
            _compare_refund(line, refunds[line.key], found)
        else:
            found.statement[line.currency] += sign * line.amount
            found.open.append(f"{_named(line)}: nobody here asked for it.")
    _sum_up_ledger(provider, keys, found)


def _compare_charge(line: StatementLine, payment: Payment, found: Findings) -> None:
    if (line.amount, line.currency) != (payment.amount, payment.currency):
        found.open.append(f"{_named(line)}: payment {payment.pk} is of {payment.amount} {payment.currency}.")
    elif payment.is_captured:
        found.matched += 1
    else:
        settled = settle(payment.pk, Outcome(Result.SUCCEEDED, line.reference, line.amount))
        is_paid = settled.status == PaymentStatus.SUCCEEDED
        became = "its order is paid now" if is_paid else "no order wants it, and it goes back"
        found.mended.append(f"{_named(line)}: payment {payment.pk} was {payment.status}; {became}.")


def _compare_refund(line: StatementLine, refund: Refund, found: Findings) -> None:
    if line.amount != refund.amount:
        found.open.append(f"{_named(line)}: refund {refund.pk} is of {refund.amount}.")
    elif refund.status == RefundStatus.SUCCEEDED:
        found.matched += 1
    elif refund.status == RefundStatus.PROCESSING:
        settle_refund(refund.pk, ReturnOutcome(Result.SUCCEEDED, line.reference))
        found.mended.append(f"{_named(line)}: refund {refund.pk} was under way, and is booked now.")
    else:
        found.open.append(f"{_named(line)}: refund {refund.pk} counts as failed here.")


def _sum_up_ledger(provider: str, keys: list[UUID], found: Findings) -> None:
    # The ledger's own entries for the very lines of the statement, so that no period's edge matters.
    entries = Entry.objects.filter(
        account__kind=AccountKind.PROVIDER, account__provider=provider, transaction__reference__in=keys
    )
    for currency, minor in entries.values_list("account__currency", "amount"):
        found.ledger[currency] += from_minor(minor, currency)
    # What no order wanted never was a sale: it came and goes back beside the ledger.
    for currency, amount in _unwanted(keys):
        found.ledger[currency] += amount


def _unwanted(keys: list[UUID]) -> Iterator[tuple[str, Decimal]]:
    came = Payment.objects.filter(pk__in=keys, status=PaymentStatus.UNWANTED)
    yield from came.values_list("currency", "amount")
    went = Refund.objects.filter(pk__in=keys, part=None, status=RefundStatus.SUCCEEDED)
    for currency, amount in went.values_list("payment__currency", "amount"):
        yield currency, -amount


def _missing_from_statement(provider: str, since: datetime, until: datetime, listed: set[UUID]) -> list[str]:
    # Between asking and hearing of it the provider has moved it: both lie within the period.
    begun, ended = since + EDGE, until - EDGE
    captured = Payment.objects.filter(
        provider=provider, created_at__gte=begun, captured_at__gte=begun, captured_at__lt=ended
    )
    given_back = Refund.objects.filter(
        payment__provider=provider,
        status=RefundStatus.SUCCEEDED,
        created_at__gte=begun,
        updated_at__lt=ended,
    )
    moved = chain(
        captured.values_list(Value("Payment"), "pk", "amount", "currency").iterator(),
        given_back.values_list(Value("Refund"), "pk", "amount", "payment__currency").iterator(),
    )
    return [
        f"{what} {key} of {amount} {currency}: the provider's statement lacks it."
        for what, key, amount, currency in moved
        if key not in listed
    ]


def _unbalanced_currencies() -> list[str]:
    sums: dict[str, int] = defaultdict(int)
    for row in Account.objects.trial_balance():
        sums[row["currency"]] += row["balance"]
    return [
        f"The ledger doesn't sum to zero in {currency}: {amount}."
        for currency, amount in sums.items()
        if amount
    ]


def _named(line: StatementLine) -> str:
    return f"{line.kind.capitalize()} {line.reference} of {line.amount} {line.currency}"
