"""Who may do what with stores, and the rule that other rooms ask: whether an actor runs a store."""

from typing import Any

import rules
from rules.predicates import Predicate

from nexus.commerce.stores.models import Member, StoreRole
from nexus.kernel.access import is_admin, is_signed_in, owns, role
from nexus.kernel.kit.actor import Actor, Role


def runs_store(field: str, *roles: StoreRole) -> Predicate:
    """Build the rule that the actor is the seller in `field`, or works for that store in one of the roles.

    field: the column that holds the seller's id. No role named: any. Only members cost a query.
    """

    def runs(actor: Actor, thing: Any) -> bool:
        if not actor.is_signed_in:
            return False
        seller_id = getattr(thing, field)
        return bool(seller_id == actor.id or Member.objects.works_for(actor, seller_id, *roles))

    return Predicate(runs, name=f"runs_store_of_{field}_as_{'_or_'.join(roles) or 'any'}")


def manages_store(field: str) -> Predicate:
    """Build the rule that the actor manages the store of the seller in `field`, as its seller or a member.

    An account that sells nothing has no store, though it could name itself as the seller.
    """
    is_own = owns(field)
    return (is_own & role(Role.SELLER)) | (~is_own & runs_store(field, StoreRole.MANAGER))


_owns_it = owns("pk")

rules.add_perm("stores.open_store", role(Role.SELLER))
# Asked before a store is looked for: a visitor learns nothing of who works where.
rules.add_perm("stores.look_for_store", is_signed_in)
rules.add_perm("stores.change_store", runs_store("pk", StoreRole.MANAGER) | is_admin)
rules.add_perm("stores.set_commission", is_admin)
rules.add_perm("stores.change_members", _owns_it | is_admin)
