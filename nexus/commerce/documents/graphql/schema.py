from datetime import datetime
from decimal import Decimal

import strawberry

from nexus.commerce.documents.models import Document as DocumentModel, DocumentKind
from nexus.commerce.documents.rest.shapes import DocumentCard
from nexus.commerce.orders.models import Order
from nexus.kernel.access import require
from nexus.kernel.accounts.graphql.types import User
from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.graphql.connections import Listing
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, shown_as
from nexus.kernel.api.graphql.inputs import uuid_of

strawberry.enum(DocumentKind, description=DocumentKind.__doc__)


@strawberry.type
class Document:
    """An invoice or a credit note; what stands on it is in its PDF."""

    id: strawberry.ID
    kind: DocumentKind
    number: str
    seller: User
    currency: str
    total: Decimal
    issued_at: datetime
    pdf: str = strawberry.field(description="Where the PDF is, with the same sign-in.")


@strawberry.type
class Query:
    """What one may ask of documents."""

    @shown_as(Document | None)
    def document(self, info: Info, id: strawberry.ID) -> DocumentCard:
        """An invoice or a credit note that one is a party to."""
        require(info.context.actor, "documents.look_for_document")
        documents = DocumentModel.objects.visible_to(info.context.actor)
        return DocumentCard.of(documents.rows().get(pk=uuid_of(id)))

    @listed(Document)
    def invoices(self, info: Info, order: strawberry.ID) -> Listing[DocumentCard]:
        """The invoices and credit notes of an order, the newest first."""
        actor, order_id = info.context.actor, uuid_of(order)
        require(actor, "documents.look_for_document")
        documents = DocumentModel.objects.visible_to(actor).of_order(order_id)
        if not (documents.exists() or Order.objects.visible_to(actor).filter(pk=order_id).exists()):
            raise NotFound
        rows = documents.rows()
        return Listing(rows, ("-issued_at", "-id"), lambda page: [DocumentCard.of(row) for row in page])
