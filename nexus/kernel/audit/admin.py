from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from nexus.kernel.audit.keeping import histories
from nexus.kernel.audit.models import Change, SecurityEvent
from nexus.kernel.kit.back_office import ReadOnly


class KindFilter(admin.SimpleListFilter):
    """One kind of thing; the kinds come from the code, since asking a long history for them is slow."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, kind.replace("_", " ")) for kind in sorted(histories())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Change)
class ChangeAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """The history of everything, to read: who, when, why and what."""

    list_display: ClassVar = ["happened_at", "did", "kind", "object_id", "what", "actor", "reason"]
    list_filter: ClassVar = [KindFilter, "did"]
    list_select_related: ClassVar = ["actor"]
    search_fields: ClassVar = ["of_id"]
    search_help_text = "The id of a thing or of a request, or who did it."
    ordering: ClassVar = ["-position"]
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Change], search_term: str
    ) -> tuple[QuerySet[Change], bool]:
        """Look a text up where an index helps."""
        if not search_term:
            return queryset, False
        meant = Q(of_id=search_term) | Q(request_id=search_term) | _by(search_term, "actor")
        return queryset.filter(meant), False

    @admin.display(description="what")
    def what(self, change: Change) -> SafeString:
        """Show what was changed, a line each."""
        return format_html_join("\n", "<div>{}: {} → {}</div>", change.lines)


# What rooms record; one that another room adds is found by searching for its request, account or address.
NAMES = (
    "signed_in", "signed_out", "sign_in_failed", "sign_in_ended", "refresh_token_reused", "account_opened",
    "account_shut", "account_reopened", "account_deleted", "roles_changed", "email_changed",
    "password_changed", "password_rehashed", "mfa_added", "mfa_removed",
)  # fmt: skip


class NameFilter(admin.SimpleListFilter):
    """What happened; named in the code, for the same reason."""

    title = "name"
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name.replace("_", " ")) for name in NAMES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SecurityEvent]) -> QuerySet[SecurityEvent]:
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Who came in, who couldn't, and what changed who may: to read."""

    list_display: ClassVar = ["happened_at", "name", "user", "actor", "address", "user_agent", "details"]
    list_filter: ClassVar = [NameFilter]
    list_select_related: ClassVar = ["user", "actor"]
    search_fields: ClassVar = ["address"]
    search_help_text = "An account, an address, or the id of a request."
    ordering: ClassVar = ["-position"]
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SecurityEvent], search_term: str
    ) -> tuple[QuerySet[SecurityEvent], bool]:
        """Look a text up where an index helps."""
        if not search_term:
            return queryset, False
        meant = Q(address=search_term) | Q(request_id=search_term) | _by(search_term, "user")
        return queryset.filter(meant), False


def _by(username: str, column: str) -> Q:
    # The account first: an index can't be walked through a join and an OR.
    account = get_user_model().objects.filter(username__iexact=username).values_list("pk", flat=True).first()
    return Q(**{column: account}) if account else Q(pk__in=[])
