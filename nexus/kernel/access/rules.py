from typing import Any

import rules
from rules.predicates import Predicate

from nexus.kernel.api.errors import NotAuthenticated, PermissionDenied
from nexus.kernel.kit.actor import Actor, Role

is_signed_in = Predicate(lambda actor: actor.is_signed_in, name="is_signed_in")
is_admin = Predicate(lambda actor: actor.is_admin, name="is_admin")


def role(wanted: Role) -> Predicate:
    """Build the rule that the actor holds a role."""
    return Predicate(lambda actor: actor.has(wanted), name=f"is_{wanted}")


def owns(field: str) -> Predicate:
    """Build the rule that the object's `field` (the column, such as `seller_id`) is the actor."""
    return Predicate(
        lambda actor, thing: actor.is_signed_in and getattr(thing, field) == actor.id, name=f"owns_{field}"
    )


def can(actor: Actor, permission: str, thing: Any = None) -> bool:
    """Tell whether the actor may do this; an undeclared permission is refused to everyone."""
    return bool(rules.has_perm(permission, actor, thing))


def require(actor: Actor, permission: str, thing: Any = None) -> None:
    """Go on only where the actor may: NotAuthenticated asks to sign in, PermissionDenied refuses."""
    if can(actor, permission, thing):
        return
    if not actor.is_signed_in:
        raise NotAuthenticated
    raise PermissionDenied
