"""Other people's models in the back office, in our look; what only sign-in may write is there to read."""

from typing import ClassVar

from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from unfold.admin import ModelAdmin

from nexus.kernel.kit.back_office import NotWrittenHere

for theirs in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(theirs)
# Providers stand in the settings, their tokens are kept nowhere, and identities have a page of ours.
for unused in (SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(unused)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):  # type: ignore[misc]
    """What a member of staff who is no administrator may do in the back office."""


@admin.register(EmailAddress)
class EmailAddressAdmin(AllauthEmailAddressAdmin, ModelAdmin):  # type: ignore[misc]
    """Addresses, and whether they are known to be the account's."""


@admin.register(Authenticator)
class AuthenticatorAdmin(NotWrittenHere, ModelAdmin):  # type: ignore[misc]
    list_display: ClassVar = ["user", "type", "created_at", "last_used_at"]
    list_filter: ClassVar = ["type"]
    search_fields: ClassVar = ["user__username", "user__email"]
    exclude: ClassVar = ["data"]  # the second factor's secret is nobody's to read


@admin.register(UserSession)
class UserSessionAdmin(NotWrittenHere, ModelAdmin):  # type: ignore[misc]
    list_display: ClassVar = ["user", "created_at", "last_seen_at", "ip", "user_agent"]
    search_fields: ClassVar = ["user__username", "user__email", "=ip"]
    exclude: ClassVar = ["data"]
