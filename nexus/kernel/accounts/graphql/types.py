from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry


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
    first_name: str
    last_name: str
    phone: str
    bio: str
    is_seller: bool
    is_employer: bool
    is_job_seeker: bool
    is_premium: bool
    is_admin: bool
    created_at: datetime
