from datetime import datetime

import strawberry
from strawberry import UNSET


@strawberry.type
class OAuthClient:
    """A program. owner: none for the site's own. clientId: its name in the protocol."""

    id: strawberry.ID
    owner: strawberry.ID | None
    client_id: str
    name: str
    kind: str
    grant: str
    redirect_uris: list[str]
    scopes: list[str]
    created_at: datetime
    updated_at: datetime


@strawberry.type
class NewOAuthClient:
    """A new program, with its secret: this is the only time that it is shown. A public one has none."""

    client: OAuthClient
    client_secret: str


@strawberry.type
class OAuthClientSecret:
    """A new secret: this is the only time that it is shown, and the one before holds no longer."""

    client_secret: str


@strawberry.type
class OAuthAuthorization:
    """A program that one lets act for oneself. id: the program's. allowedAt: when it last took tokens."""

    id: strawberry.ID
    name: str
    scopes: list[str]
    allowed_at: datetime


@strawberry.input
class OAuthClientInput:
    """A program: what people see, where it sends them back to, what it may ask, how it takes tokens."""

    name: str
    scopes: list[str]
    redirect_uris: list[str] | None = UNSET
    kind: str | None = UNSET
    grant: str | None = UNSET


@strawberry.input
class OAuthClientChanges:
    """What of a program is changed."""

    name: str | None = UNSET
    scopes: list[str] | None = UNSET
    redirect_uris: list[str] | None = UNSET
