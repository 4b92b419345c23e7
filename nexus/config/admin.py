"""Other people's models in the back office, in our look; what only sign-in may write is there to read."""

from typing import ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.kernel.access import can
from nexus.kernel.api.back_office import do_to_each
from nexus.kernel.authentication.actions import take_others_factor, vouch_for_address
from nexus.kernel.authentication.admin import SignInAdmin
from nexus.kernel.kit.back_office import ReadOnly, WrittenByAdministrators, actor_of

for theirs in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(theirs)
# Providers stand in the settings, their tokens are kept nowhere, and identities have a page of ours.
for unused in (SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(unused)


@admin.register(Group)
class GroupAdmin(WrittenByAdministrators, DjangoGroupAdmin, ModelAdmin):  # type: ignore[misc]
    """What a member of staff who is no administrator may do in the back office."""


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Addresses, and whether they are known to be the account's; its own page changes an account's."""

    list_display: ClassVar = ["email", "user", "primary", "verified"]
    list_filter: ClassVar = ["primary", "verified"]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["email", "user__username"]
    actions: ClassVar = ["confirm"]
    show_full_result_count = False

    @admin.action(description="Confirm these addresses", permissions=["confirm"])
    def confirm(self, request: HttpRequest, chosen: QuerySet[EmailAddress]) -> None:
        waiting = chosen.filter(verified=False)
        do_to_each(request, waiting, lambda actor, one: vouch_for_address(request, actor, one), "confirmed")

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        return can(actor_of(request), "accounts.change_standing")


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Second factors, to read, and to remove where somebody has lost theirs."""

    list_display: ClassVar = ["user", "type", "created_at", "last_used_at"]
    list_filter: ClassVar = ["type"]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["user__username", "user__email"]
    exclude: ClassVar = ["data"]  # the second factor's secret is nobody's to read
    actions: ClassVar = ["remove"]
    show_full_result_count = False

    @admin.action(description="Remove these factors, for who has lost them", permissions=["remove"])
    def remove(self, request: HttpRequest, chosen: QuerySet[Authenticator]) -> None:
        do_to_each(request, chosen, lambda actor, one: take_others_factor(request, actor, one), "removed")

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return can(actor_of(request), "authentication.take_others_factor")


@admin.register(UserSession)
class UserSessionAdmin(SignInAdmin):
    """Which browsers are signed in."""

    list_display: ClassVar = ["user", "created_at", "last_seen_at", "ip", "user_agent"]
    search_fields: ClassVar = ["user__username", "user__email", "=ip"]
    exclude: ClassVar = ["data"]
