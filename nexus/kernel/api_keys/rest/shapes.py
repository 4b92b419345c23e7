from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.kernel.api.query import NEWEST, ListQuery

Row = dict[str, Any]

_KEY: Row = {
    "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
    "owner": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
    "name": "Category sync",
    "prefix": "nx_Zk3vYt0p",
    "scopes": ["categories:read", "categories:write"],
    "created_at": "2026-11-21T09:30:00Z",
    "expires_at": "2027-02-19T09:30:00Z",
    "last_used_at": None,
    "revoked_at": None,
}


class ApiKeyShape(msgspec.Struct):
    """A key, without what opens doors. last_used_at: noted every five minutes at most."""

    example: ClassVar[Row] = _KEY

    id: UUID
    owner: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, row: Row) -> "ApiKeyShape":
        """Read a row of `ApiKey.objects.rows()`."""
        return cls(**_key(row))


class NewApiKeyShape(ApiKeyShape):
    """A new key: this is the only time that it is shown whole."""

    example: ClassVar[Row] = {**_KEY, "key": "nx_Zk3vYt0p5m2X9hQ7cL4sJ8nW1bR6uD0eTgAoKiVxMPs"}

    key: str

    @classmethod
    def made(cls, row: Row, key: str) -> "NewApiKeyShape":
        """Read a row of `ApiKey.objects.rows()`, with the key beside it."""
        return cls(**_key(row), key=key)


class ApiKeyQuery(ListQuery, kw_only=True):
    """What a list of keys can be narrowed to; newest first."""

    is_live: bool | None = None

    order: ClassVar[tuple[str, str]] = NEWEST


def _key(row: Row) -> Row:
    return {**{name: value for name, value in row.items() if name != "user_id"}, "owner": row["user_id"]}
