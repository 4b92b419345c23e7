from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import require
from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import (
    ConfirmationRequired,
    Conflict,
    InvalidToken,
    MfaRequired,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    ServiceUnavailable,
    Unprocessable,
)
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import NoQuery, read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.authentication.rest.cookies import wants_cookie
from nexus.kernel.authentication.rest.shapes import SignedInShape
from nexus.kernel.authentication.rest.views import Door, signed_in
from nexus.kernel.identities import actions
from nexus.kernel.identities.models import Identity
from nexus.kernel.identities.rest.serializers import (
    CameBackInput,
    FinishInput,
    StartConnectingInput,
    StartInput,
)
from nexus.kernel.identities.rest.shapes import (
    ORDER,
    BeginningShape,
    IdentityQuery,
    IdentityShape,
    ProvidersShape,
)

HOW = (
    "Send the user to `authorize_url`, and keep `state` in the app. The provider sends the user back to "
    "`redirect_uri` with a `code`, which finishes what was begun, within ten minutes."
)


class ProviderList(Door):
    """With whom people may sign in."""

    @operation("List the sign-in providers", who=ANYONE, answer=ProvidersShape, query=NoQuery)
    def get(self, request: Request) -> Response:
        """List them."""
        read_query(request, NoQuery)
        return ok(ProvidersShape.now())


class StartSignIn(Door):
    """The way to a provider."""

    @operation(
        "Begin a sign-in with a provider",
        who=ANYONE,
        answer=BeginningShape,
        body=StartInput,
        errors=[NotFound, ServiceUnavailable],
        description=HOW,
    )
    def post(self, request: Request, provider_id: str) -> Response:
        """Begin."""
        said = self.read_body(StartInput)
        return ok(BeginningShape.of(actions.begin_sign_in(provider_id, **said)), "Send the user there")


class FinishSignIn(Door):
    """The way back."""

    @operation(
        "Finish a sign-in with a provider",
        who=ANYONE,
        answer=SignedInShape,
        body=FinishInput,
        errors=[
            InvalidToken,
            NotAuthenticated,
            MfaRequired,
            PermissionDenied,
            NotFound,
            Conflict,
            Unprocessable,
            ServiceUnavailable,
        ],
        description="Who comes for the first time gets an account. Where its e-mail address belongs to one "
        "already, that is a 409: sign in to it as before, and connect the identity there. `state` is what "
        "beginning answered, `code` what the address has, and so is `iss`, where it has one.",
    )
    def post(self, request: Request, provider_id: str) -> Response:
        """Finish."""
        said = self.read_body(FinishInput)
        cookie = wants_cookie(self.http_request, said)
        user, tokens = actions.finish_sign_in(self.http_request, provider_id, said["came"])
        return signed_in(user, tokens, cookie=cookie)


class StartConnecting(ApiView):
    """The way to a provider, for somebody who is signed in."""

    @operation(
        "Begin to connect an identity",
        who="signed in",
        answer=BeginningShape,
        body=StartConnectingInput,
        errors=[NotFound, ConfirmationRequired, ServiceUnavailable],
        description=f"{HOW} Finish at `POST /api/auth/identities/`.",
    )
    def post(self, request: Request) -> Response:
        """Begin."""
        said = self.read_body(StartConnectingInput)
        beginning = actions.begin_connecting(self.actor, said["provider"], said["redirect_uri"])
        return ok(BeginningShape.of(beginning), "Send the user there")


class IdentityList(ApiView):
    """One's identities elsewhere."""

    @operation("List one's identities", who="signed in", answer=IdentityShape, many=True, query=IdentityQuery)
    def get(self, request: Request) -> Response:
        """List them."""
        require(self.actor, "identities.hold")
        query = read_query(request, IdentityQuery)
        rows = Identity.objects.visible_to(self.actor).rows()
        return listing(request, rows, query, IdentityShape.of, ORDER)

    @operation(
        "Connect an identity",
        who="signed in",
        answer=IdentityShape,
        status=201,
        body=CameBackInput,
        errors=[InvalidToken, NotAuthenticated, Conflict, ServiceUnavailable],
        description="From now on it signs in to this account. It is begun at "
        "`POST /api/auth/identities/start/`, by the same account.",
    )
    def post(self, request: Request) -> Response:
        """Connect the identity that somebody came back with."""
        identity_id = actions.connect(self.actor, self.read_body(CameBackInput))
        return created(IdentityShape.of(Identity.objects.rows().get(pk=identity_id)), "Connected")


class IdentityDetail(ApiView):
    """One identity."""

    @operation(
        "Remove an identity",
        who="signed in",
        status=204,
        errors=[NotFound, Conflict, ConfirmationRequired],
        description="It signs in no more. The last way in to an account stays: 409.",
    )
    def delete(self, request: Request, identity_id: int) -> Response:
        """Remove it."""
        actions.disconnect(self.actor, identity_id)
        return gone()
