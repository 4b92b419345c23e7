from typing import ClassVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.kernel.audit.actions import record
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.kit.back_office import NotWrittenHere, actor_of

# The back office has no login of its own: allauth's, with its limits and stages, is the one.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@admin.register(TokenFamily)
class TokenFamilyAdmin(NotWrittenHere, ModelAdmin):  # type: ignore[misc]
    """Which apps are signed in, to read and to end."""

    list_display: ClassVar = ["user", "user_agent", "created_at", "last_used_at", "ended_at", "ended_because"]
    list_filter: ClassVar = [("ended_at", admin.EmptyFieldListFilter)]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["user__username", "user__email"]
    exclude: ClassVar = ["security_stamp"]
    actions: ClassVar = ["end"]
    show_full_result_count = False

    @admin.action(description="End these sign-ins now", permissions=["delete"])
    def end(self, request: HttpRequest, chosen: QuerySet[TokenFamily]) -> None:
        families = TokenFamily.objects.filter(pk__in=chosen.values("pk"), ended_at=None)
        holders = list(families.values_list("user_id", flat=True))
        ended = families.end("ended in the back office")
        for holder in holders:
            record("sign_in_ended", holder, actor_id=actor_of(request).id)
        self.message_user(request, f"{ended} ended.")
