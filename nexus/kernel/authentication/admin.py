from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from unfold.admin import ModelAdmin

from nexus.kernel.accounts.models import User
from nexus.kernel.audit.actions import record
from nexus.kernel.authentication.models import SigningKey, TokenFamily
from nexus.kernel.authentication.proving import lacks_factor_here
from nexus.kernel.kit.back_office import NotWrittenHere, ReadOnly, actor_of

_entered = secure_admin_login(admin.site.login)
_permitted = admin.site.has_permission


def _login(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Lead to allauth's login, with its limits and stages; who still lacks a factor sets one up first."""
    if request.user.is_authenticated and lacks_factor_here(request.user):
        return HttpResponseRedirect(reverse("mfa_index"))
    answer: HttpResponseBase = _entered(request, *args, **kwargs)
    return answer


def _has_permission(request: HttpRequest) -> bool:
    return _permitted(request) and isinstance(request.user, User) and not lacks_factor_here(request.user)


# The back office has no login of its own.
admin.site.login = _login  # type: ignore[method-assign,assignment]
admin.site.has_permission = _has_permission  # type: ignore[method-assign]


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


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Which keys sign and verify tokens, to read: commands rotate them."""

    list_display: ClassVar = ["id", "algorithm", "state", "created_at", "changed_at"]
    exclude: ClassVar = ["private"]
    show_full_result_count = False
