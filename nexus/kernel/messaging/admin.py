"""The back office of messages: who talks with whom about what; what they say is read where it is reported."""

from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaksbr
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from nexus.kernel.access import can
from nexus.kernel.api.back_office import do_to_each
from nexus.kernel.api.files import download
from nexus.kernel.kit.back_office import ReadOnly, Rows, actor_of
from nexus.kernel.messaging.actions import close_report
from nexus.kernel.messaging.models import (
    Attachment,
    Block,
    Conversation,
    Message,
    Participant,
    Report,
    ReportStatus,
)
from nexus.kernel.uploads.private import read_private

# What was said around a reported message, without which it can't be judged.
BEFORE: Final = 10
AFTER: Final = 5
_LINK: Final = "text-primary-600 dark:text-primary-500"


class Sides(Rows):
    model = Participant
    list_select_related: ClassVar = ["party"]
    fk_name = "conversation"
    fields: ClassVar = ["party", "is_host", "read_number", "unread"]


@admin.register(Conversation)
class ConversationAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Who talks with whom, about what and how much; not what they say."""

    list_display: ClassVar = ["started_at", "kind", "title", "guest", "host", "last_number"]
    list_filter: ClassVar = ["kind"]
    list_select_related: ClassVar = ["guest", "host"]
    search_fields: ClassVar = ["=about", "guest__username", "host__username"]
    inlines: ClassVar = [Sides]
    show_full_result_count = False


class Files(Rows):
    model = Attachment
    fields: ClassVar = ["file", "content_type", "size"]
    readonly_fields: ClassVar = ["file"]

    @admin.display(description="file")
    def file(self, attachment: Attachment) -> SafeString:
        """Lead to it."""
        address = reverse("admin:messaging_message_file", args=[attachment.message_id, attachment.pk])
        return format_html('<a href="{}">{}</a>', address, attachment.name)


@admin.register(Message)
class MessageAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Messages that somebody has reported; all others are between their writers."""

    list_display: ClassVar = ["sent_at", "conversation", "author", "text"]
    list_select_related: ClassVar = ["conversation", "author"]
    search_fields: ClassVar = ["author__username"]
    inlines: ClassVar = [Files]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Keep what was reported."""
        return Message.objects.reported()

    def get_urls(self) -> list[URLPattern]:
        """Add the files of reported messages."""
        view = self.admin_site.admin_view(self.give_file)
        own = path("<uuid:pk>/files/<uuid:file>/", view, name="messaging_message_file")
        return [own, *super().get_urls()]

    def give_file(self, request: HttpRequest, pk: Any, file: Any) -> HttpResponse:
        """Give a reported message's file, to be saved."""
        if not self.has_view_permission(request):
            raise Http404
        found = Attachment.objects.filter(
            pk=file, message__in=self.get_queryset(request).filter(pk=pk)
        ).first()
        if found is None:
            raise Http404
        return download(read_private(found.key), "application/octet-stream", found.name)


@admin.register(Report)
class ReportAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """The work queue of reported messages: each with what was said around it."""

    list_display: ClassVar = ["filed_at", "status", "reason", "note", "reporter", "author", "message_text"]
    list_filter: ClassVar = ["status", "reason"]
    list_select_related: ClassVar = ["reporter", "message__author"]
    search_fields: ClassVar = ["reporter__username", "message__author__username"]
    fields: ClassVar = ["filed_at", "status", "reason", "note", "reporter", "talk", "closed_at", "closed_by"]
    ordering: ClassVar = ["-id"]  # ids grow with time, and have an index
    actions: ClassVar = ["handle", "dismiss"]
    show_full_result_count = False

    @admin.display(description="written by")
    def author(self, report: Report) -> str:
        """Name who wrote it."""
        return str(report.message.author or "")

    @admin.display(description="message")
    def message_text(self, report: Report) -> str:
        """Give the beginning of it."""
        return report.message.text[:120]

    @admin.display(description="what was said")
    def talk(self, report: Report) -> SafeString:
        """Show the reported message among its neighbours; whatever they hold is text."""
        lines = Message.objects.around(report.message, BEFORE, AFTER)
        told = format_html_join("", "<p>{}<b>{}</b> {}<br>{}</p>", (_line(line, report) for line in lines))
        address = reverse("admin:messaging_message_change", args=[report.message_id])
        return format_html(
            '{}<p><a class="{}" href="{}">The message and its files</a></p>', told, _LINK, address
        )

    @admin.action(description="Handled: something was done about it", permissions=["close"])
    def handle(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Close reports that led to something."""
        self._close(request, queryset, ReportStatus.HANDLED)

    @admin.action(description="Dismiss: nothing is wrong with it", permissions=["close"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Close reports of harmless messages."""
        self._close(request, queryset, ReportStatus.DISMISSED)

    def has_close_permission(self, request: HttpRequest) -> bool:
        """Tell whether this member of staff may close them."""
        return can(actor_of(request), "messaging.close_report")

    def _close(self, request: HttpRequest, queryset: QuerySet[Report], outcome: ReportStatus) -> None:
        do_to_each(request, queryset, lambda actor, report: close_report(actor, report.pk, outcome), "closed")


@admin.register(Block)
class BlockAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Who wants to hear no more of whom."""

    list_display: ClassVar = ["made_at", "by", "whom"]
    list_select_related: ClassVar = ["by", "whom"]
    search_fields: ClassVar = ["by__username", "whom__username"]
    show_full_result_count = False


def _line(line: Message, report: Report) -> tuple[str, str, str, SafeString]:
    mark = "▶ " if line.pk == report.message_id else ""
    return mark, line.sender_name, f"{line.sent_at:%Y-%m-%d %H:%M}", linebreaksbr(line.text)
