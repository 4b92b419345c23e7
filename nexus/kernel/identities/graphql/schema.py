import strawberry

from nexus.kernel.access import require
from nexus.kernel.accounts.models import User
from nexus.kernel.accounts.rest.shapes import UserShape
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info, keep_no_secret
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import number_of, read_input
from nexus.kernel.api.operations import ANYONE
from nexus.kernel.authentication.rest.shapes import SignedInShape
from nexus.kernel.identities import actions, models
from nexus.kernel.identities.actions.asking import Beginning
from nexus.kernel.identities.graphql.types import (
    BegunSignIn,
    CameBackInput,
    Identity,
    ProviderSignIn,
    SignInProvider,
)
from nexus.kernel.identities.rest import serializers
from nexus.kernel.identities.rest.shapes import ORDER, IdentityShape, ProviderShape, ProvidersShape


@strawberry.type
class Query:
    """What one may ask of signing in with others."""

    @shown_as(list[SignInProvider])
    def sign_in_providers(self, info: Info) -> list[ProviderShape]:
        """With whom people may sign in here."""
        return ProvidersShape.now().providers

    @listed(Identity)
    def identities(self, info: Info) -> Listing[IdentityShape]:
        """The identities that sign in to the own account, the newest first."""
        require(info.context.actor, "identities.hold")
        rows = models.Identity.objects.visible_to(info.context.actor).rows()
        return Listing(rows, ORDER, each(IdentityShape.of))


@strawberry.type
class Mutation:
    """What one may do to sign in with others."""

    @mutation(BegunSignIn, who=ANYONE)
    def begin_provider_sign_in(self, info: Info, provider: str, redirect_uri: str) -> Beginning:
        """Send a visitor to a provider, to be told who that is."""
        keep_no_secret(info)
        return actions.begin_sign_in(provider, redirect_uri)

    @mutation(ProviderSignIn, who=ANYONE)
    def finish_provider_sign_in(self, info: Info, provider: str, input: CameBackInput) -> SignedInShape:
        """Sign in whoever came back from a provider; who comes for the first time gets an account."""
        keep_no_secret(info)
        came = read_input(serializers.CameBackInput, input)
        user, tokens = actions.finish_sign_in(info.context.request, provider, came)
        shown = UserShape.of(User.objects.rows().get(pk=user.pk))
        return SignedInShape(tokens.access, tokens.refresh, shown)

    @mutation(BegunSignIn)
    def begin_connecting_identity(self, info: Info, provider: str, redirect_uri: str) -> Beginning:
        """Send somebody who is signed in to a provider, to connect who they are there."""
        keep_no_secret(info)
        return actions.begin_connecting(info.context.actor, provider, redirect_uri)

    @mutation(Identity)
    def connect_identity(self, info: Info, input: CameBackInput) -> IdentityShape:
        """Have the identity that one came back with sign in to one's account."""
        identity_id = actions.connect(info.context.actor, read_input(serializers.CameBackInput, input))
        return IdentityShape.of(models.Identity.objects.rows().get(pk=identity_id))

    @mutation(strawberry.ID)
    def remove_identity(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        """Let an identity sign in no more; the last way in to an account stays."""
        actions.disconnect(info.context.actor, number_of(id))
        return id
