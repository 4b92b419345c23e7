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
from nexus.kernel.api_keys.actions import create_key, revoke_key
from nexus.kernel.api_keys.models import ApiKey
from nexus.kernel.api_keys.rest.serializers import ApiKeyInput
from nexus.kernel.api_keys.rest.shapes import ApiKeyQuery, ApiKeyShape, NewApiKeyShape


class ApiKeyList(ApiView):
    """API keys."""

    @operation(
        "List one's API keys",
        who="signed in",
        answer=ApiKeyShape,
        many=True,
        query=ApiKeyQuery,
        description="Keys that were revoked or have run out stay in the list; administrators see all.",
    )
    def get(self, request: Request) -> Response:
        """List one's keys, newest first."""
        require(self.actor, "api_keys.look_for_key")
        query = read_query(request, ApiKeyQuery)
        rows = ApiKey.objects.visible_to(self.actor).narrowed(is_live=query.is_live).rows()
        return listing(request, rows, query, ApiKeyShape.of, query.order)

    @operation(
        "Create an API key",
        who="signed in",
        answer=NewApiKeyShape,
        status=201,
        body=ApiKeyInput,
        errors=[ConfirmationRequired, Unprocessable],
        description="The answer holds `key`, for the only time. Send it as `Authorization: Bearer nx_…`: it "
        "may do what its scopes cover and its owner may. `docs/access.md` names the scopes. No key can make "
        "keys, and no `Idempotency-Key` is honoured here: it would keep the secret.",
    )
    def post(self, request: Request) -> Response:
        """Make a key."""
        key, secret = create_key(self.actor, **self.read_body(ApiKeyInput))
        return created(NewApiKeyShape.made(ApiKey.objects.rows().get(pk=key.pk), secret))


class ApiKeyDetail(ApiView):
    """One API key."""

    @operation("Show an API key", who="its owner, admin", answer=ApiKeyShape, errors=[NotFound])
    def get(self, request: Request, key_id: UUID) -> Response:
        """Show a key."""
        require(self.actor, "api_keys.look_for_key")
        return ok(ApiKeyShape.of(ApiKey.objects.visible_to(self.actor).rows().get(pk=key_id)))

    @operation(
        "Revoke an API key",
        who="its owner, admin",
        status=204,
        errors=[NotFound],
        description="It opens nothing from the next request on; its sockets close within a second.",
    )
    def delete(self, request: Request, key_id: UUID) -> Response:
        """Take a key back."""
        revoke_key(self.actor, key_id)
        return gone()
