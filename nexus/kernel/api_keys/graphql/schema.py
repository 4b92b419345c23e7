from uuid import UUID

import strawberry
from strawberry import UNSET

from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info, keep_no_secret
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of
from nexus.kernel.api_keys import actions, models
from nexus.kernel.api_keys.graphql.types import ApiKey, ApiKeyFilter, ApiKeyInput, NewApiKey
from nexus.kernel.api_keys.rest import serializers
from nexus.kernel.api_keys.rest.shapes import ApiKeyQuery, ApiKeyShape


@strawberry.type
class Query:
    """What one may ask of one's keys."""

    @listed(ApiKey)
    def api_keys(self, info: Info, filter: ApiKeyFilter | None = UNSET) -> Listing[ApiKeyShape]:
        """One's own keys, the newest first; administrators see all."""
        require(info.context.actor, "api_keys.look_for_key")
        query = read_narrowing(ApiKeyQuery, filter)
        rows = models.ApiKey.objects.visible_to(info.context.actor).narrowed(is_live=query.is_live).rows()
        return Listing(rows, query.order, each(ApiKeyShape.of))

    @shown_as(ApiKey | None)
    def api_key(self, info: Info, id: strawberry.ID) -> ApiKeyShape:
        """One key."""
        return _key(info, uuid_of(id))


@strawberry.type
class Mutation:
    """What one may do with one's keys."""

    @mutation(NewApiKey)
    def create_api_key(self, info: Info, input: ApiKeyInput) -> NewApiKey:
        """Make a key that acts for one's account within these scopes; it is shown this once."""
        keep_no_secret(info)
        said = read_input(serializers.ApiKeyInput, input)
        key, secret = actions.create_key(info.context.actor, **said)
        return NewApiKey(api_key=_key(info, key.pk), key=secret)  # type: ignore[arg-type]  # it has its attributes

    @mutation(ApiKey)
    def revoke_api_key(self, info: Info, id: strawberry.ID) -> ApiKeyShape:
        """Take a key back: it opens nothing from the next request on."""
        return _key(info, actions.revoke_key(info.context.actor, uuid_of(id)).pk)


def _key(info: Info, key_id: UUID) -> ApiKeyShape:
    require(info.context.actor, "api_keys.look_for_key")
    return ApiKeyShape.of(models.ApiKey.objects.visible_to(info.context.actor).rows().get(pk=key_id))
