from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.documents.models import Document
from nexus.commerce.documents.rest.reading import NEWEST, documents_of
from nexus.commerce.documents.rest.shapes import DocumentCard, DocumentShape
from nexus.kernel.access import require
from nexus.kernel.api.answers import ok
from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.files import FileView, download
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import ListQuery, read_query
from nexus.kernel.api.views import ApiView

WHO = "the customer, the seller, managers of the store, admin"
PDF = "application/pdf"


class OrderInvoices(ApiView):
    """The documents of an order."""

    @operation(
        "List an order's invoices",
        who=WHO,
        answer=DocumentCard,
        many=True,
        query=ListQuery,
        errors=[NotFound],
        description="The invoices of an order, one a seller, and its credit notes, newest first. They are "
        "issued when the order is paid, and when money was given back. A seller sees its own.",
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """List the invoices and credit notes of an order."""
        documents, query = documents_of(self.actor, order_id), read_query(request, ListQuery)
        return listing(request, documents.rows(), query, DocumentCard.of, NEWEST)


class DocumentDetail(ApiView):
    """One document."""

    @operation("Show a document", who=WHO, answer=DocumentShape, errors=[NotFound])
    def get(self, request: Request, document_id: UUID) -> Response:
        """Show an invoice or a credit note with all that stands on it."""
        require(self.actor, "documents.look_for_document")
        row = Document.objects.visible_to(self.actor).rows().get(pk=document_id)
        return ok(DocumentShape.of(row))


class DocumentPdf(FileView):
    """One document, on paper."""

    file_type = PDF

    @operation("Download a document", who=WHO, file=PDF, errors=[NotFound])
    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        """Draw an invoice or a credit note as PDF."""
        # The library is only loaded where somebody asks for a PDF: it takes more memory than all else here.
        from nexus.commerce.documents.pdf import draw  # noqa: PLC0415

        require(self.actor, "documents.look_for_document")
        document = Document.objects.visible_to(self.actor).get(pk=document_id)
        return download(draw(document), PDF, f"{document.called}.pdf")
