from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.kernel.kit.back_office import ReadOnly, Rows
from nexus.kernel.mail.models import Attachment, Mail


class AttachmentInline(Rows):
    """What goes with a mail."""

    model = Attachment
    fields: ClassVar = ["name", "content_type"]


@admin.register(Mail)
class MailAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Mail of the last weeks, to read; why one isn't sent stands with its delivery."""

    list_display: ClassVar = ["created_at", "sent_at", "subject", "to", "template"]
    list_filter: ClassVar = ["template"]
    search_fields: ClassVar = ["subject", "to__icontains"]
    ordering: ClassVar = ["-id"]  # ids grow with time, and have an index
    inlines: ClassVar = [AttachmentInline]
    show_full_result_count = False
