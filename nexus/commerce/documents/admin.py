from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from unfold.admin import ModelAdmin

from nexus.commerce.documents.models import Document, Series
from nexus.kernel.api.files import download
from nexus.kernel.kit.back_office import ReadOnly


@admin.register(Document)
class DocumentAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Invoices and credit notes, to read: they are issued when money moves, and never changed."""

    list_display: ClassVar = ["called", "kind", "seller", "total", "issued_at", "pdf"]
    list_filter: ClassVar = ["kind"]
    list_select_related: ClassVar = ["seller"]
    search_fields: ClassVar = ["seller__username", "=number", "=part__order__id"]
    readonly_fields: ClassVar = ["pdf"]
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        own = path("<uuid:pk>/pdf/", self.admin_site.admin_view(self.draw), name="documents_document_pdf")
        return [own, *super().get_urls()]

    def draw(self, request: HttpRequest, pk: Any) -> HttpResponse:
        from nexus.commerce.documents.pdf import draw  # noqa: PLC0415 (as in the API: loaded where it is needed)

        document = get_object_or_404(Document, pk=pk)
        if not self.has_view_permission(request, document):
            raise PermissionDenied
        return download(draw(document), "application/pdf", f"{document.called}.pdf")

    def called(self, document: Document) -> str:
        return document.called

    def total(self, document: Document) -> str:
        return f"{document.says['totals']['total']} {document.says['currency']}"

    @admin.display(description="PDF")
    def pdf(self, document: Document) -> str:
        return format_html(
            '<a href="{}">PDF</a>', reverse("admin:documents_document_pdf", args=[document.pk])
        )


@admin.register(Series)
class SeriesAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """How far each seller's numbers have come."""

    list_display: ClassVar = ["seller", "kind", "last"]
    list_filter: ClassVar = ["kind"]
    list_select_related: ClassVar = ["seller"]
    search_fields: ClassVar = ["seller__username"]
