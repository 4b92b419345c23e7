from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from nexus.kernel.kit.scopes import ADMIN


class Role(StrEnum):
    """What an account is here for; one account may hold several."""

    CUSTOMER = "customer"
    SELLER = "seller"
    EMPLOYER = "employer"
    JOB_SEEKER = "job_seeker"
    PREMIUM = "premium"
    SUPPORT = "support"
    ADMIN = "admin"


# The roles that see or change what is others'.
OVER_OTHERS = frozenset({Role.SUPPORT, Role.ADMIN})


class Account(Protocol):
    """What the rest of the house needs to know about a signed-in user."""

    @property
    def pk(self) -> UUID: ...
    @property
    def roles(self) -> Iterable[Role]: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a signed-in account, a visitor, or Nexus itself."""

    id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    is_system: bool = False
    scopes: frozenset[str] | None = None  # what a key or a program was given; None: all, as by a sign-in
    proved_at: datetime | None = field(default=None, compare=False)  # when a person last proved to be it

    @classmethod
    def of(cls, user: Account, scopes: frozenset[str] | None = None) -> Actor:
        """Act as this account, within these scopes where there are any."""
        roles = frozenset(user.roles)
        if scopes is not None and ADMIN not in scopes:
            roles -= OVER_OTHERS
        # The bearer's SELECT knows of the proof; who comes with a key or by a program has given none.
        proved_at = getattr(user, "proved_at", None) if scopes is None else None
        return cls(id=user.pk, roles=roles, scopes=scopes, proved_at=proved_at)

    def reading(self) -> Actor:
        """Act so while nothing is changed: support sees what an administrator does."""
        return replace(self, roles=self.roles | {Role.ADMIN}) if Role.SUPPORT in self.roles else self

    @property
    def is_signed_in(self) -> bool:
        """Tell whether an account stands behind this actor."""
        return self.id is not None

    @property
    def is_admin(self) -> bool:
        """Tell whether nothing is kept from this actor."""
        return self.is_system or Role.ADMIN in self.roles

    def has(self, role: Role) -> bool:
        """Tell whether the actor holds a role."""
        return role in self.roles


VISITOR = Actor()
SYSTEM = Actor(is_system=True)
