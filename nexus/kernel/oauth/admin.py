from typing import ClassVar

from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import DeletedByAction, NotWrittenHere, ReadOnly
from nexus.kernel.oauth.actions import delete_client
from nexus.kernel.oauth.models import Client


class ClientAdmin(DeletedByAction, NotWrittenHere, ModelAdmin):  # type: ignore[misc]
    """Which programs may ask people to act for them, to read and to delete; the API writes them."""

    list_display: ClassVar = ["name", "user", "client_type", "authorization_grant_type", "created"]
    list_filter: ClassVar = ["client_type", "authorization_grant_type"]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["name", "client_id", "user__username", "user__email"]
    fields: ClassVar = [
        "name",
        "user",
        "client_id",
        "client_type",
        "authorization_grant_type",
        "redirect_uris",
        "scopes",
        "created",
        "updated",
    ]
    show_full_result_count = False

    def take_away(self, actor: Actor, thing: Client) -> None:
        """Delete a program by the action, which tells of it."""
        delete_client(actor, thing.pk)


class TokenAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """What programs hold: that it is there, never what it is."""

    list_display: ClassVar = ["user", "application", "created"]
    list_select_related: ClassVar = ["user", "application"]
    search_fields: ClassVar = ["user__username", "application__name"]
    fields: ClassVar = ["user", "application", "created"]
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Leave it out of the sidebar: programs are what people look for."""
        return False
