from typing import Any, ClassVar, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from unfold.admin import ModelAdmin
from unfold.decorators import action

from nexus.kernel.accounts.models import User
from nexus.kernel.kit.back_office import ReadOnly
from nexus.kernel.mail.actions import composed
from nexus.kernel.mail.models import Mail
from nexus.kernel.notifications.actions.previewing import DIGEST, sample
from nexus.kernel.notifications.kinds import kinds
from nexus.kernel.notifications.models import Notification, Preference

# A mail is a page from elsewhere: it is shown in a frame in which nothing runs.
_FRAMED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
_PREVIEW = "admin:notifications_notification_preview"


class KindFilter(admin.SimpleListFilter):
    """One kind; the kinds come from the code, since asking a long table for them is slow."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted((kind.name, kind.label) for kind in kinds().values())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Notification)
class NotificationAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Who was told what, to read; and how each kind's mail looks."""

    list_display: ClassVar = [
        "happened_at",
        "user",
        "kind",
        "title",
        "count",
        "mailed_at",
        "read_at",
    ]
    list_filter: ClassVar = [KindFilter, "email"]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["=user__username", "=user__email"]
    ordering: ClassVar = ["-id"]  # ids grow with time, and have an index
    show_full_result_count = False
    actions_list: ClassVar = ["previews"]

    @action(description="How the mails look", url_path="mails")  # type: ignore[untyped-decorator]
    def previews(self, request: HttpRequest) -> HttpResponse:
        """Lead to how the mails look."""
        return redirect(_PREVIEW, name=DIGEST)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("mails/<slug:name>/", view(self.preview), name="notifications_notification_preview"),
            path("mails/<slug:name>/html/", view(self.preview_html), name="notifications_notification_html"),
        ]
        return [*own, *super().get_urls()]

    def preview(self, request: HttpRequest, name: str) -> HttpResponse:
        """Show how one kind's mail looks, in words and in HTML."""
        listed = [(DIGEST, "Daily summary"), *sorted((kind.name, kind.label) for kind in kinds().values())]
        shown = {
            **self.admin_site.each_context(request),
            "title": "How the mails look",
            "opts": self.opts,
            "mail": self._sample(request, name),
            "chosen": name,
            "framed": reverse("admin:notifications_notification_html", args=[name]),
            "kinds": [(kind, label, reverse(_PREVIEW, args=[kind])) for kind, label in listed],
        }
        return render(request, "admin/notifications/preview.html", shown)

    def preview_html(self, request: HttpRequest, name: str) -> HttpResponse:
        """Show the HTML of one kind's mail, as a mail program would."""
        html = xframe_options_sameorigin(lambda _: HttpResponse(self._sample(request, name).html))(request)
        html["Content-Security-Policy"] = _FRAMED
        return html

    def _sample(self, request: HttpRequest, name: str) -> Mail:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if name != DIGEST and name not in kinds():
            raise Http404
        letter = sample(cast(User, request.user), name)
        return composed(letter.template, letter.context)


@admin.register(Preference)
class PreferenceAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """How accounts want to be told, to read: they say so themselves."""

    list_display: ClassVar = ["user", "kind", "in_app", "live", "email"]
    list_filter: ClassVar = [KindFilter, "email"]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["=user__username", "=user__email"]
    ordering: ClassVar = ["-id"]
    show_full_result_count = False
