"""Scopes at the doors: who comes with a key or by another's program may do what it names, and no more."""

from typing import Any

from nexus.kernel.api.errors import InsufficientScope
from nexus.kernel.kit.actor import VISITOR, Actor
from nexus.kernel.kit.scopes import FREE


def actor_of(user: Any, credential: Any) -> Actor:
    """Name who asks: the account, within the scopes of what it came with; else a visitor.

    credential: what the bearer knows of a token; its `scopes` are None where it is a sign-in, which has all.
    """
    if not user.is_authenticated:
        return VISITOR
    return Actor.of(user, credential.scopes if credential is not None else None)


def demand(actor: Actor, scope: str) -> None:
    """Go on where the actor's scopes cover this, else InsufficientScope; a sign-in has all."""
    if actor.scopes is not None and scope != FREE and scope not in actor.scopes:
        raise InsufficientScope(scope)
