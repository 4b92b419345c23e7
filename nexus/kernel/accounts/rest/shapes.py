from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec
from django.conf import settings

from nexus.kernel.accounts.models import UserFilters
from nexus.kernel.api.query import ListQuery, Text
from nexus.kernel.uploads.names import sizes_of

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"


_PICTURE = "/media/images/3f/3f6c1e7d908a530b6f1f3f9e10aa00bb-{}.webp"


class UserRef(msgspec.Struct):
    """An account, named where it takes part in something."""

    id: UUID
    username: str


class AvatarShape(msgspec.Struct):
    """An account's picture in three sizes: paths on this site."""

    example: ClassVar[dict[str, Any]] = {size: _PICTURE.format(size) for size in ("thumb", "card", "full")}

    thumb: str
    card: str
    full: str

    @classmethod
    def of(cls, name: str) -> "AvatarShape | None":
        """Show a picture by the name of its largest; nothing where there is none."""
        if not name:
            return None
        return cls(**{size: settings.MEDIA_URL + file for size, file in sizes_of(name).items()})


class UserCard(msgspec.Struct):
    """An account as other people see it."""

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "username": "nora",
        "bio": "Cameras, restored by hand.",
        "avatar": AvatarShape.example,
        "is_seller": True,
        "is_employer": False,
        "created_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    username: str
    bio: str
    avatar: AvatarShape | None
    is_seller: bool
    is_employer: bool
    created_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "UserCard":
        """Read a row of `User.objects.rows()`."""
        renamed: dict[str, Any] = {"avatar": AvatarShape.of(row["avatar"]), "created_at": row["date_joined"]}
        return cls(
            **{name: renamed[name] if name in renamed else row[name] for name in cls.__struct_fields__}
        )


class UserShape(msgspec.Struct):
    """An account as its owner and administrators see it."""

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "username": "nora",
        "email": "nora@example.com",
        "is_email_verified": True,
        "pending_email": None,
        "first_name": "Nora",
        "last_name": "Weiss",
        "phone": "+49 30 1234567",
        "bio": "Cameras, restored by hand.",
        "avatar": AvatarShape.example,
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
    is_email_verified: bool
    pending_email: str | None
    first_name: str
    last_name: str
    phone: str
    bio: str
    avatar: AvatarShape | None
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
        renamed: dict[str, Any] = {
            "avatar": AvatarShape.of(row["avatar"]),
            "is_admin": row["is_superuser"],
            "created_at": row["date_joined"],
        }
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


class SavedAddressShape(msgspec.Struct):
    """One of one's own addresses."""

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "label": "Home",
        "name": "Nora Weiss",
        "line1": "Lindenweg 4",
        "line2": "",
        "city": "Berlin",
        "region": "",
        "postal_code": "10115",
        "country": "DE",
        "is_default": True,
        "created_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    label: str
    name: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    is_default: bool
    created_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "SavedAddressShape":
        """Read a row of `Address.objects.rows()`."""
        return cls(**row)


class AddressQuery(ListQuery, kw_only=True):
    """How the address book is walked."""

    @property
    def order(self) -> list[str]:
        """Give the columns to order by."""
        return ["-is_default", "-created_at", "-id"]


class ExportShape(msgspec.Struct):
    """An export of all that is kept of an account. status: `asked` or `ready`."""

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "status": "ready",
        "size": 48_211,
        "asked_at": "2026-11-21T09:30:00Z",
        "ready_at": "2026-11-21T09:30:04Z",
        "expires_at": "2026-11-28T09:30:04Z",
    }

    id: UUID
    status: str
    size: int
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "ExportShape":
        """Read a row of `DataExport.objects.rows()`."""
        return cls(**row)


class ExportQuery(ListQuery, kw_only=True):
    """How the exports are walked."""

    @property
    def order(self) -> list[str]:
        """Give the columns to order by."""
        return ["-asked_at", "-id"]


class ErasureShape(msgspec.Struct):
    """When an account is erased, and until when that can be taken back."""

    example: ClassVar[dict[str, Any]] = {
        "asked_at": "2026-11-21T09:30:00Z",
        "due_at": "2026-12-05T09:30:00Z",
    }

    asked_at: datetime
    due_at: datetime


class NothingShape(msgspec.Struct):
    """An empty object."""

    example: ClassVar[dict[str, Any]] = {}
