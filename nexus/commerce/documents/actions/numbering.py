"""The one way in which a document comes to be: with its seller's series locked until the commit."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from nexus.commerce.documents.events import DocumentIssued
from nexus.commerce.documents.models import Contents, Document, DocumentKind, Series
from nexus.commerce.orders.models import OrderPart
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM


def issue(
    kind: DocumentKind, part: OrderPart, written: Callable[[], Contents], *, refund_id: UUID | None = None
) -> Document:
    """Give a document its number, once for a part (or a refund): what was issued before is given as it is."""
    series = Series.objects.locked(part.seller_id, kind)
    # Asked under the lock: whoever else issued it has committed by now.
    issued = Document.objects.filter(kind=kind, part=part, refund=refund_id).first()
    if issued:
        return issued
    says = msgspec.to_builtins(written())
    document = Document.objects.create(
        kind=kind,
        seller_id=part.seller_id,
        number=series.next_number(),
        part=part,
        refund_id=refund_id,
        says=says,
    )
    publish(DocumentIssued(document.pk, part.order_id, part.pk, document.kind), actor=SYSTEM)
    return document
