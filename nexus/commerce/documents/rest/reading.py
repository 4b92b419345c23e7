"""How both doors read an order's documents."""

from uuid import UUID

from nexus.commerce.documents.models import Document
from nexus.commerce.documents.models.documents import DocumentQuerySet
from nexus.commerce.orders.models import Order
from nexus.kernel.access import require
from nexus.kernel.api.errors import NotFound
from nexus.kernel.kit.actor import Actor

NEWEST = ("-issued_at", "-id")


def documents_of(actor: Actor, order_id: UUID) -> DocumentQuerySet:
    """Find the documents of an order that an actor sees; NotFound for who sees neither them nor the order."""
    require(actor, "documents.look_for_document")
    documents = Document.objects.visible_to(actor).of_order(order_id)
    if not (documents.exists() or Order.objects.visible_to(actor).filter(pk=order_id).exists()):
        raise NotFound
    return documents
