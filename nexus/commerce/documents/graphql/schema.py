from datetime import datetime
from decimal import Decimal

import strawberry

from nexus.commerce.documents.models import Document as DocumentModel, DocumentKind
from nexus.commerce.documents.rest.reading import NEWEST, documents_of
from nexus.commerce.documents.rest.shapes import DocumentCard
from nexus.kernel.access import require
from nexus.kernel.accounts.graphql.types import User
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, shown_as
from nexus.kernel.api.graphql.inputs import uuid_of

strawberry.enum(DocumentKind)


@strawberry.type
class Document:
    """An invoice or a credit note; what stands on it is in its PDF."""

    id: strawberry.ID
    kind: DocumentKind
    number: str
    order: strawberry.ID
    refund: strawberry.ID | None = strawberry.field(description="What a credit note is for.")
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
        documents = documents_of(info.context.actor, uuid_of(order))
        return Listing(documents.rows(), NEWEST, each(DocumentCard.of))
