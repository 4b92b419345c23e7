"""The scopes of the kernel's rooms, and who may give which."""

from collections.abc import Collection
from typing import Final

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.scopes import ADMIN, FREE, SIGN_IN, Scopes, sentences

_WEBHOOKS: Final = ("webhooks:manage", "webhooks:manage")
_AUDIT: Final = ("audit:read", "audit:read")

KERNEL: Final = Scopes(
    sentences={
        "profile:read": "See the account's own particulars and the cards of others.",
        "categories:read": "See the categories.",
        "categories:write": "Add, change and delete categories.",
        "messages:read": "Read conversations.",
        "messages:write": "Begin conversations, write in them, block and report.",
        "notifications:read": "Read notifications and what is wanted of them.",
        "notifications:write": "Mark and delete notifications, and say which are wanted.",
        "webhooks:manage": "See, create, change and delete webhook endpoints, and what they were sent.",
        "imports:read": "See how far imports of files are.",
        "audit:read": "Read histories, security events and the log of events.",
        ADMIN: "Use the rights of an administrator, where the account has them.",
    },
    rooms={
        # An e-mail address is where passwords are reset: what changes an account is for no key to do.
        "nexus.kernel.accounts": ("profile:read", SIGN_IN),
        "nexus.kernel.authentication": (SIGN_IN, SIGN_IN),
        "nexus.kernel.api_keys": (SIGN_IN, SIGN_IN),
        "nexus.kernel.oauth": (SIGN_IN, SIGN_IN),
        "nexus.kernel.identities": (SIGN_IN, SIGN_IN),
        "nexus.kernel.taxonomy": ("categories:read", "categories:write"),
        "nexus.kernel.currencies": (FREE, FREE),
        "nexus.kernel.messaging": ("messages:read", "messages:write"),
        "nexus.kernel.notifications": ("notifications:read", "notifications:write"),
        "nexus.kernel.webhooks": _WEBHOOKS,
        "nexus.kernel.imports": ("imports:read", "imports:read"),
        "nexus.kernel.audit": _AUDIT,
        "nexus.kernel.events": _AUDIT,
    },
)


def grantable(actor: Actor) -> dict[str, str]:
    """Give the scopes that an account may hand on, with their sentences."""
    return {name: says for name, says in sentences().items() if name != ADMIN or actor.is_admin}


def require_grantable(actor: Actor, asked: Collection[str], *, beside: Collection[str] = ()) -> None:
    """Go on only with scopes that there are and that the actor may hand on; else ValidationFailed.

    beside: what may be asked for too, without being a scope of this registry.
    """
    unknown = sorted(set(asked) - grantable(actor).keys() - set(beside))
    if unknown:
        raise ValidationFailed(details={"scopes": [f"You can't give: {', '.join(unknown)}."]})
    if not asked:
        raise ValidationFailed(details={"scopes": ["Give at least one scope."]})
