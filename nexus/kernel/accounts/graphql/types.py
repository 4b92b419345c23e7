from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

import strawberry

from nexus.kernel.accounts.rest.serializers import privileges_in


class GivesNoPrivilege:
    """An input by which an account is opened or changed: who asks for a privilege in it is written down."""

    @staticmethod
    def on_undeclared(said: Mapping[str, Any]) -> None:
        """Look at what the schema refuses: it knows no privilege that could be given."""
        privileges_in(said)


@strawberry.enum
class AccountRole(StrEnum):
    """What people may be besides customers."""

    SELLER = "seller"
    EMPLOYER = "employer"
    JOB_SEEKER = "job_seeker"


@strawberry.type
class Avatar:
    """An account's picture in three sizes: paths on this site."""

    thumb: str
    card: str
    full: str


@strawberry.type
class User:
    """An account as other people see it."""

    id: strawberry.ID
    username: str


def user_of(account_id: UUID, username: str) -> User:
    """Show an account that a row names."""
    return User(id=cast("strawberry.ID", account_id), username=username)  # written as text in the answer


@strawberry.type
class Account:
    """An account as its owner sees it."""

    id: strawberry.ID
    username: str
    email: str
    is_email_verified: bool
    pending_email: str | None
    first_name: str
    last_name: str
    phone: str
    bio: str
    avatar: Avatar | None
    is_seller: bool
    is_employer: bool
    is_job_seeker: bool
    is_premium: bool
    is_admin: bool
    created_at: datetime


@strawberry.type
class SavedAddress:
    """One of one's own addresses."""

    id: strawberry.ID
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


@strawberry.type
class PersonalDataExport:
    """An export of all that is kept of an account."""

    id: strawberry.ID
    status: str
    size: int
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime


@strawberry.type
class AccountErasure:
    """When an account is erased, and until when that can be taken back."""

    asked_at: datetime
    due_at: datetime
