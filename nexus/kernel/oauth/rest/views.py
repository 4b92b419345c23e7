from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import require
from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import ConfirmationRequired, NotFound, Unprocessable
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.oauth import actions
from nexus.kernel.oauth.models import Client
from nexus.kernel.oauth.rest.serializers import ClientInput, NewClientInput
from nexus.kernel.oauth.rest.shapes import (
    AuthorizationQuery,
    AuthorizationShape,
    ClientQuery,
    ClientSecretShape,
    ClientShape,
    NewClientShape,
)


class ClientView(ApiView):
    """Something about OAuth clients."""

    def shown(self, client_id: UUID) -> ClientShape:
        """Give a program as this actor sees it."""
        require(self.actor, "oauth.look_for_client")
        return ClientShape.of(Client.objects.visible_to(self.actor).rows().get(pk=client_id))


class ClientList(ClientView):
    """OAuth clients."""

    @operation("List one's OAuth clients", who="signed in", answer=ClientShape, many=True, query=ClientQuery)
    def get(self, request: Request) -> Response:
        """List one's programs; administrators see all."""
        require(self.actor, "oauth.look_for_client")
        query = read_query(request, ClientQuery)
        rows = Client.objects.visible_to(self.actor).rows()
        return listing(request, rows, query, ClientShape.of, query.order)

    @operation(
        "Register an OAuth client",
        who="signed in",
        answer=NewClientShape,
        status=201,
        body=NewClientInput,
        errors=[ConfirmationRequired, Unprocessable],
        description="The answer holds `client_secret`, for the only time. A `public` program, such as an "
        "app on a phone, has none: PKCE stands in for it, and is asked of every program. A program with "
        "`client_credentials` acts for its owner, with nobody signing in. Redirect addresses are compared as "
        "they are written. No `Idempotency-Key` is honoured here: it would keep the secret.",
    )
    def post(self, request: Request) -> Response:
        """Register a program."""
        said = self.read_body(NewClientInput)
        kind, grant = said.pop("kind"), said.pop("grant")
        client, secret = actions.register_client(self.actor, said, kind=kind, grant=grant)
        return created(NewClientShape.made(Client.objects.rows().get(pk=client.pk), secret))


class ClientDetail(ClientView):
    """One OAuth client."""

    @operation("Show an OAuth client", who="its owner, admin", answer=ClientShape, errors=[NotFound])
    def get(self, request: Request, client_id: UUID) -> Response:
        """Show a program."""
        return ok(self.shown(client_id))

    @operation(
        "Change an OAuth client",
        who="its owner, admin",
        answer=ClientShape,
        body=ClientInput,
        errors=[ConfirmationRequired, NotFound],
        description="Tokens that it holds keep the scopes that people gave it.",
    )
    def put(self, request: Request, client_id: UUID) -> Response:
        """Change the fields that are given."""
        actions.change_client(self.actor, client_id, self.read_body(ClientInput, partial=True))
        return ok(self.shown(client_id), "Client updated")

    patch = put

    @operation(
        "Delete an OAuth client",
        who="its owner, admin",
        status=204,
        errors=[NotFound],
        description="Every token that it holds is refused from the next request on.",
    )
    def delete(self, request: Request, client_id: UUID) -> Response:
        """Delete a program."""
        actions.delete_client(self.actor, client_id)
        return gone()


class ClientSecret(ClientView):
    """A new secret."""

    @operation(
        "Renew an OAuth client's secret",
        who="its owner, admin",
        answer=ClientSecretShape,
        status=201,
        errors=[ConfirmationRequired, NotFound, Unprocessable],
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        """Make a new secret; the one before holds no longer."""
        return created(ClientSecretShape(actions.renew_secret(self.actor, client_id)))


class AuthorizationList(ApiView):
    """Programs that one lets act for oneself."""

    @operation(
        "List the programs that act for one",
        who="signed in",
        answer=AuthorizationShape,
        many=True,
        query=AuthorizationQuery,
    )
    def get(self, request: Request) -> Response:
        """List them by name."""
        require(self.actor, "oauth.end_authorization")
        query = read_query(request, AuthorizationQuery)
        rows = Client.objects.allowed_rows(self.actor.id)
        return listing(request, rows, query, AuthorizationShape.of, query.order)


class Authorization(ApiView):
    """One such program."""

    @operation(
        "End what one allowed a program",
        who="its account",
        status=204,
        errors=[NotFound],
        description="Its tokens are refused from the next request on; its sockets close within a second.",
    )
    def delete(self, request: Request, client_id: UUID) -> Response:
        """Take back what one allowed a program."""
        actions.end_authorization(self.actor, client_id)
        return gone()
