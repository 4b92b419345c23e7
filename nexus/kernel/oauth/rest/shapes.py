from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.kernel.api.query import ListQuery

Row = Mapping[str, Any]

_CLIENT = {
    "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
    "owner": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
    "client_id": "mX4jO8uYb2TqLr7PzKc1VdGn5WsEh9AiRf3JtU6o",
    "name": "Inbox Sync",
    "kind": "confidential",
    "grant": "authorization_code",
    "redirect_uris": ["https://sync.example.com/callback"],
    "scopes": ["openid", "messages:read"],
    "created_at": "2026-11-21T09:30:00Z",
    "updated_at": "2026-11-21T09:30:00Z",
}
_SECRET = "nxs_Zk3vYt0p5m2X9hQ7cL4sJ8nW1bR6uD0eTgAoKiVxMPs"  # noqa: S105 (an example)


class ClientShape(msgspec.Struct):
    """A program. owner: none for the site's own. client_id: its name in the protocol."""

    example: ClassVar[dict[str, Any]] = _CLIENT

    id: UUID
    owner: UUID | None
    client_id: str
    name: str
    kind: str
    grant: str
    redirect_uris: list[str]
    scopes: list[str]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: Row) -> "ClientShape":
        """Read a row of `Client.objects.rows()`."""
        return cls(**_client(row))


class NewClientShape(ClientShape):
    """A new program, with its secret: this is the only time that it is shown. A public one has none."""

    example: ClassVar[dict[str, Any]] = {**_CLIENT, "client_secret": _SECRET}

    client_secret: str

    @classmethod
    def made(cls, row: Row, secret: str) -> "NewClientShape":
        """Read a row of `Client.objects.rows()`, with the secret beside it."""
        return cls(**_client(row), client_secret=secret)


class ClientSecretShape(msgspec.Struct):
    """A new secret: this is the only time that it is shown, and the one before holds no longer."""

    example: ClassVar[dict[str, Any]] = {"client_secret": _SECRET}

    client_secret: str


class AuthorizationShape(msgspec.Struct):
    """A program that one lets act for oneself. id: the program's. allowed_at: when it last took tokens."""

    example: ClassVar[dict[str, Any]] = {
        "id": _CLIENT["id"],
        "name": "Inbox Sync",
        "scopes": ["openid", "messages:read"],
        "allowed_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    name: str
    scopes: list[str]
    allowed_at: datetime

    @classmethod
    def of(cls, row: Row) -> "AuthorizationShape":
        """Read a row of `Client.objects.allowed_rows()`."""
        given = {scope for said in row["given"] for scope in (said or "").split()}
        return cls(row["id"], row["name"], sorted(given), row["allowed_at"])


class ClientQuery(ListQuery, kw_only=True):
    """A list of programs; newest first."""

    order: ClassVar[tuple[str, str]] = ("-created", "-id")


class AuthorizationQuery(ListQuery, kw_only=True):
    """A list of programs by name."""

    order: ClassVar[tuple[str, str]] = ("name", "id")


def _client(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "owner": row["user_id"],
        "client_id": row["client_id"],
        "name": row["name"],
        "kind": row["client_type"],
        "grant": row["authorization_grant_type"].replace("-", "_"),
        "redirect_uris": row["redirect_uris"].split(),
        "scopes": row["scopes"],
        "created_at": row["created"],
        "updated_at": row["updated"],
    }
