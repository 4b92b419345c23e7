from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.commerce.ledger.actions import set_commission_rate
from nexus.commerce.ledger.models import (
    Account,
    Closing,
    CommissionRate,
    Entry,
    Payout,
    PayoutAccount,
    PayoutBatch,
    PayoutSkip,
    Total,
    Transaction,
)
from nexus.commerce.ledger.models.accounts import AccountQuerySet
from nexus.commerce.ledger.models.payouts import BatchQuerySet
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import DeletedByAction, ReadOnly, Rows, actor_of
from nexus.kernel.kit.money import from_minor


@admin.register(Account)
class AccountAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Accounts with what lies in them: above zero is the site's, below zero it owes."""

    list_display: ClassVar = ["kind", "seller", "provider", "currency", "balance"]
    list_filter: ClassVar = ["kind", "currency"]
    list_select_related: ClassVar = ["seller"]
    search_fields: ClassVar = ["seller__username"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> AccountQuerySet:
        return Account.objects.with_balance()

    @admin.display(ordering="balance")
    def balance(self, account: Any) -> str:
        return f"{from_minor(account.balance, account.currency)} {account.currency}"


class Entries(Rows):
    model = Entry
    list_select_related: ClassVar = ["account"]
    fields: ClassVar = ["account", "what", "booked"]

    @admin.display(description="Amount")
    def booked(self, entry: Entry) -> str:
        return entry.booked


@admin.register(Transaction)
class TransactionAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """What moved money; nobody changes what is booked."""

    list_display: ClassVar = ["happened_at", "kind", "reference", "order_id", "actor", "reason"]
    list_filter: ClassVar = ["kind"]
    list_select_related: ClassVar = ["actor"]
    search_fields: ClassVar = ["=reference", "=order_id", "reason"]
    inlines: ClassVar = [Entries]
    show_full_result_count = False


@admin.register(Closing)
class ClosingAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Up to when the books are closed."""

    list_display: ClassVar = ["until"]
    date_hierarchy = "until"
    show_full_result_count = False


@admin.register(Total)
class TotalAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """What lay in an account when a day was closed."""

    list_display: ClassVar = ["account", "until", "kept", "entries"]
    list_select_related: ClassVar = ["account__seller"]
    search_fields: ClassVar = ["account__seller__username"]
    show_full_result_count = False

    @admin.display(description="Balance")
    def kept(self, total: Total) -> str:
        return f"{from_minor(total.balance, total.account.currency)} {total.account.currency}"


@admin.register(CommissionRate)
class CommissionRateAdmin(DeletedByAction, ModelAdmin):  # type: ignore[misc]
    """What the site keeps of sales in a category and below it."""

    list_display: ClassVar = ["category", "rate"]
    list_select_related: ClassVar = ["category"]
    autocomplete_fields: ClassVar = ["category"]
    search_fields: ClassVar = ["category__name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["category"] if obj else []

    def save_model(
        self, request: HttpRequest, obj: CommissionRate, form: ModelForm[CommissionRate], change: Any
    ) -> None:
        saved = set_commission_rate(actor_of(request), obj.category_id, obj.rate)
        obj.pk = saved.pk if saved else None

    def take_away(self, actor: Actor, thing: CommissionRate) -> None:
        set_commission_rate(actor, thing.category_id, None)


class PayoutRows(Rows):
    model = Payout
    list_select_related: ClassVar = ["seller", "batch"]
    fields: ClassVar = ["seller", "paid_out", "status", "reason"]

    @admin.display(description="Amount")
    def paid_out(self, payout: Payout) -> str:
        return _amount(payout)


class SkippedRows(Rows):
    model = PayoutSkip
    list_select_related: ClassVar = ["seller", "batch"]
    fields: ClassVar = ["seller", "owed", "reason"]

    @admin.display(description="Amount")
    def owed(self, skip: PayoutSkip) -> str:
        return f"{from_minor(skip.amount, skip.batch.currency)} {skip.batch.currency}"


@admin.register(PayoutBatch)
class PayoutBatchAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Batches with their totals."""

    list_display: ClassVar = ["created_at", "currency", "status", "payouts_total", "payouts_number"]
    list_filter: ClassVar = ["status", "currency"]
    inlines: ClassVar = [PayoutRows, SkippedRows]

    def get_queryset(self, request: HttpRequest) -> BatchQuerySet:
        return PayoutBatch.objects.with_totals()

    @admin.display(description="Total")
    def payouts_total(self, batch: Any) -> str:
        return f"{from_minor(batch.total, batch.currency)} {batch.currency}"

    @admin.display(description="Payouts")
    def payouts_number(self, batch: Any) -> str:
        return f"{batch.payouts_count} and {batch.failed_count} failed"


@admin.register(Payout)
class PayoutAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Payouts, to read: they are moved by their batch, or marked as failed through the API."""

    exclude: ClassVar = ["iban", "holder"]

    list_display: ClassVar = ["created_at", "seller", "paid_out", "status", "reason"]
    list_filter: ClassVar = ["status", "batch__currency"]
    list_select_related: ClassVar = ["seller", "batch"]
    search_fields: ClassVar = ["seller__username", "=id"]
    show_full_result_count = False

    @admin.display(description="Amount", ordering="amount")
    def paid_out(self, payout: Payout) -> str:
        return _amount(payout)


@admin.register(PayoutAccount)
class PayoutAccountAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Where sellers are paid to, by the last four signs; a seller alone changes it."""

    list_display: ClassVar = ["store", "holder", "number", "bic", "changed_at"]
    list_select_related: ClassVar = ["store"]
    search_fields: ClassVar = ["store__name", "store__owner__username", "=ending"]
    fields: ClassVar = ["store", "holder", "number", "bic", "changed_at"]
    show_full_result_count = False

    @admin.display(description="IBAN")
    def number(self, account: PayoutAccount) -> str:
        return str(account)


def _amount(payout: Payout) -> str:
    return f"{from_minor(payout.amount, payout.batch.currency)} {payout.batch.currency}"
