from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from unfold.admin import ModelAdmin

from nexus.kernel.access import can
from nexus.kernel.accounts.models import User
from nexus.kernel.api.back_office import do_to_each
from nexus.kernel.authentication.actions import end_others_sign_in
from nexus.kernel.authentication.models import SigningKey, TokenFamily
from nexus.kernel.authentication.proving import lacks_factor_here
from nexus.kernel.kit.back_office import ReadOnly, actor_of

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


def _own_password(_request: HttpRequest) -> HttpResponseBase:
    """Lead to where everyone changes their own password."""
    return HttpResponseRedirect(reverse("account_change_password"))


# The back office has no login of its own.
admin.site.login = _login  # type: ignore[method-assign,assignment]
admin.site.password_change = _own_password  # type: ignore[method-assign,assignment]
admin.site.has_permission = _has_permission  # type: ignore[method-assign]


class SignInAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Sign-ins of a kind, to read and to end."""

    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["user__username", "user__email"]
    actions: ClassVar = ["end"]
    show_full_result_count = False

    @admin.action(description="End these sign-ins now", permissions=["end"])
    def end(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        do_to_each(request, chosen, end_others_sign_in, "ended")

    def has_end_permission(self, request: HttpRequest) -> bool:
        return can(actor_of(request), "authentication.end_others_sign_in")


@admin.register(TokenFamily)
class TokenFamilyAdmin(SignInAdmin):
    """Which apps are signed in."""

    list_display: ClassVar = ["user", "user_agent", "created_at", "last_used_at", "ended_at", "ended_because"]
    list_filter: ClassVar = [("ended_at", admin.EmptyFieldListFilter)]
    exclude: ClassVar = ["security_stamp"]


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Which keys sign and verify tokens, to read: commands rotate them."""

    list_display: ClassVar = ["id", "algorithm", "state", "created_at", "changed_at"]
    exclude: ClassVar = ["private"]
    show_full_result_count = False
