from datetime import datetime

import strawberry
from strawberry import UNSET


@strawberry.type
class ApiKey:
    """A key by which a machine acts for an account, without what opens doors."""

    id: strawberry.ID
    owner: strawberry.ID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@strawberry.type
class NewApiKey:
    """A new key: this is the only time that it is shown whole."""

    api_key: ApiKey
    key: str


@strawberry.input
class ApiKeyInput:
    """What a key is for, what it may, and for how many days."""

    name: str
    scopes: list[str]
    days: int | None = UNSET


@strawberry.input
class ApiKeyFilter:
    """What a list of keys can be narrowed to."""

    is_live: bool | None = UNSET
