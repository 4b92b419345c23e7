from uuid import UUID

from nexus.commerce.stores.models import Store, StoreRole
from nexus.kernel.kit.actor import Actor, Role
from nexus.kernel.webhooks.concerning import Side, concerns, named_in, side


def managed_by(actor: Actor) -> set[UUID]:
    """Name the stores that an actor manages: its own, opened or not, and those it is a manager of."""
    found = {*Store.objects.run_by(actor, StoreRole.MANAGER).values_list("pk", flat=True)}
    return found | {actor.id} if actor.id is not None and actor.has(Role.SELLER) else found


side(Side(name="store", facts="commerce.", run_by=managed_by))
concerns("commerce.store.*")(named_in("store_id"))
