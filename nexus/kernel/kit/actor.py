from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Role(StrEnum):
    """What an account is here for; one account may hold several."""

    CUSTOMER = "customer"
    SELLER = "seller"
    EMPLOYER = "employer"
    JOB_SEEKER = "job_seeker"
    PREMIUM = "premium"
    ADMIN = "admin"


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

    @classmethod
    def of(cls, user: Account) -> Actor:
        """Act as this account."""
        return cls(id=user.pk, roles=frozenset(user.roles))

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
