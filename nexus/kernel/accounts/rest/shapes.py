from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec

from nexus.kernel.accounts.models import UserFilters
from nexus.kernel.api.query import ListQuery, Text

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"


class UserRef(msgspec.Struct):
    """An account, named where it takes part in something."""

    id: UUID
    username: str


class UserCard(msgspec.Struct):
    """An account as other people see it."""

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "username": "nora",
        "bio": "Cameras, restored by hand.",
        "is_seller": True,
        "is_employer": False,
        "created_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    username: str
    bio: str
    is_seller: bool
    is_employer: bool
    created_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "UserCard":
        """Read a row of `User.objects.rows()`."""
        return cls(
            row["id"], row["username"], row["bio"], row["is_seller"], row["is_employer"], row["date_joined"]
        )


class UserShape(msgspec.Struct):
    """An account as its owner and administrators see it."""

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "username": "nora",
        "email": "nora@example.com",
        "first_name": "Nora",
        "last_name": "Weiss",
        "phone": "+49 30 1234567",
        "bio": "Cameras, restored by hand.",
        "is_seller": True,
        "is_employer": False,
        "is_job_seeker": False,
        "is_premium": False,
        "is_admin": False,
        "is_active": True,
        "created_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    username: str
    email: str
    first_name: str
    last_name: str
    phone: str
    bio: str
    is_seller: bool
    is_employer: bool
    is_job_seeker: bool
    is_premium: bool
    is_admin: bool
    is_active: bool
    created_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "UserShape":
        """Read a row of `User.objects.rows()`."""
        renamed = {"is_admin": row["is_superuser"], "created_at": row["date_joined"]}
        return cls(
            **{name: renamed[name] if name in renamed else row[name] for name in cls.__struct_fields__}
        )


ORDERS = {
    "created_at": ["-date_joined", "-id"],
    "-created_at": ["-date_joined", "-id"],
    "oldest": ["date_joined", "id"],
    "username": ["username"],
    "-username": ["-username"],
}


class UserQuery(ListQuery, kw_only=True):
    """What the list of accounts can be narrowed to, and its order; created_at is newest first."""

    search: Text | None = None
    is_seller: bool | None = None
    is_employer: bool | None = None
    is_job_seeker: bool | None = None
    is_premium: bool | None = None
    is_active: bool | None = None
    ordering: Literal["created_at", "-created_at", "oldest", "username", "-username"] = "created_at"

    @property
    def order(self) -> list[str]:
        """Give the columns to order by."""
        return ORDERS[self.ordering]

    @property
    def filters(self) -> UserFilters:
        """Give the filters as the QuerySet takes them."""
        return {
            "search": self.search,
            "is_seller": self.is_seller,
            "is_employer": self.is_employer,
            "is_job_seeker": self.is_job_seeker,
            "is_premium": self.is_premium,
            "is_active": self.is_active,
        }
