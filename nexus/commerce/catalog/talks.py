"""Products can be talked about: whoever sees one on sale writes to its seller."""

from collections.abc import Collection
from uuid import UUID

from nexus.commerce.catalog.models import Product
from nexus.commerce.stores.models import StoreRole, sellers_run_by, teams_of
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.exceptions import OwnSide
from nexus.kernel.messaging.subjects import Parties, Subject, subject


def _parties(actor: Actor, product_id: UUID, _: UUID | None) -> Parties:
    # What isn't on sale, or no longer, begins no conversation; those there are go on.
    product = Product.objects.live().only("seller", "name").get(pk=product_id)
    if actor.id is None or product.seller_id == actor.id:
        raise OwnSide
    return Parties(actor.id, product.seller_id, product.name)


def _stores_managed_by(actor: Actor) -> Collection[UUID]:
    return sellers_run_by(actor, StoreRole.MANAGER)


def _managers_of(seller_id: UUID) -> Collection[UUID]:
    return teams_of([seller_id], StoreRole.MANAGER)[seller_id]


subject(
    Subject(
        "product",
        parties=_parties,
        hosts_of=_stores_managed_by,
        people_of=_managers_of,
        doubts=("commerce.store.member_removed", "commerce.store.member_changed"),
    )
)
