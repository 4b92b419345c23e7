from uuid import UUID

import strawberry

from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info, keep_no_secret
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, uuid_of
from nexus.kernel.oauth import actions
from nexus.kernel.oauth.graphql.types import (
    NewOAuthClient,
    OAuthAuthorization,
    OAuthClient,
    OAuthClientChanges,
    OAuthClientInput,
    OAuthClientSecret,
)
from nexus.kernel.oauth.models import Client
from nexus.kernel.oauth.rest.serializers import ClientInput, NewClientInput
from nexus.kernel.oauth.rest.shapes import AuthorizationQuery, AuthorizationShape, ClientQuery, ClientShape


@strawberry.type
class Query:
    """What one may ask of one's programs, and of those that one lets act."""

    @listed(OAuthClient)
    def oauth_clients(self, info: Info) -> Listing[ClientShape]:
        """One's own programs, the newest first; administrators see all."""
        require(info.context.actor, "oauth.look_for_client")
        rows = Client.objects.visible_to(info.context.actor).rows()
        return Listing(rows, ClientQuery.order, each(ClientShape.of))

    @shown_as(OAuthClient | None)
    def oauth_client(self, info: Info, id: strawberry.ID) -> ClientShape:
        """One program."""
        return _client(info, uuid_of(id))

    @listed(OAuthAuthorization)
    def oauth_authorizations(self, info: Info) -> Listing[AuthorizationShape]:
        """The programs that one lets act for oneself, by name."""
        require(info.context.actor, "oauth.end_authorization")
        rows = Client.objects.allowed_rows(info.context.actor.id)
        return Listing(rows, AuthorizationQuery.order, each(AuthorizationShape.of))


@strawberry.type
class Mutation:
    """What one may do with one's programs, and with those that one lets act."""

    @mutation(NewOAuthClient)
    def register_oauth_client(self, info: Info, input: OAuthClientInput) -> NewOAuthClient:
        """Register a program; its secret is shown this once."""
        keep_no_secret(info)
        said = read_input(NewClientInput, input)
        kind, grant = said.pop("kind"), said.pop("grant")
        client, secret = actions.register_client(info.context.actor, said, kind=kind, grant=grant)
        shown = _client(info, client.pk)
        return NewOAuthClient(client=shown, client_secret=secret)  # type: ignore[arg-type]  # it has its attributes

    @mutation(OAuthClient)
    def change_oauth_client(self, info: Info, id: strawberry.ID, input: OAuthClientChanges) -> ClientShape:
        """Change the fields that are given."""
        said = read_input(ClientInput, input, partial=True)
        return _client(info, actions.change_client(info.context.actor, uuid_of(id), said).pk)

    @mutation(OAuthClientSecret)
    def renew_oauth_client_secret(self, info: Info, id: strawberry.ID) -> OAuthClientSecret:
        """Make a new secret, shown this once; the one before holds no longer."""
        keep_no_secret(info)
        return OAuthClientSecret(client_secret=actions.renew_secret(info.context.actor, uuid_of(id)))

    @mutation(strawberry.ID)
    def delete_oauth_client(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        """Delete a program, and every token that it holds."""
        actions.delete_client(info.context.actor, uuid_of(id))
        return id

    @mutation(strawberry.ID)
    def end_oauth_authorization(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        """Take back what one allowed a program."""
        actions.end_authorization(info.context.actor, uuid_of(id))
        return id


def _client(info: Info, client_id: UUID) -> ClientShape:
    require(info.context.actor, "oauth.look_for_client")
    return ClientShape.of(Client.objects.visible_to(info.context.actor).rows().get(pk=client_id))
