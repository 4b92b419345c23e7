"""One's own second factors: the authenticator app, recovery codes, passkeys."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import ConfirmationRequired, Conflict, NotFound, Unprocessable
from nexus.kernel.api.operations import SIGNED_IN, operation
from nexus.kernel.api.views import ApiView
from nexus.kernel.authentication.actions import (
    add_passkey,
    begin_passkey,
    begin_totp,
    confirm_totp,
    factors,
    new_recovery_codes,
    remove_passkey,
    remove_totp,
    rename_passkey,
)
from nexus.kernel.authentication.exceptions import ChallengeOver, NoFactor, WrongFactor
from nexus.kernel.authentication.rest.bearer import EnrollingBearer
from nexus.kernel.authentication.rest.factor_shapes import (
    FactorShape,
    FactorsShape,
    PasskeyAddedShape,
    PasskeyOptionsShape,
    RecoveryCodesShape,
    TotpShape,
)
from nexus.kernel.authentication.rest.serializers import (
    CodeInput,
    PasskeyInput,
    PasskeyNameInput,
    PasskeyOptionsInput,
)


class OwnFactors(ApiView):
    """A door to one's own factors: open too while a role's first one is missing."""

    authentication_classes: Sequence[type[BaseAuthentication]] = (EnrollingBearer,)

    @property
    def http_request(self) -> HttpRequest:
        """Give Django's own request, which allauth's flows know."""
        request: HttpRequest = self.request._request
        return request


class Factors(OwnFactors):
    """All of them."""

    @operation("List the own second factors", who=SIGNED_IN, answer=FactorsShape)
    def get(self, request: Request) -> Response:
        """List them."""
        return ok(FactorsShape([FactorShape.of(factor) for factor in factors(self.actor)]))


class Totp(OwnFactors):
    """The authenticator app."""

    @operation(
        "Begin to set up an authenticator app",
        who=SIGNED_IN,
        answer=TotpShape,
        errors=[Conflict, ConfirmationRequired, Unprocessable],
        description="Show `svg`, `uri` or `secret`, and send the first code to `/api/auth/totp/confirm/`.",
    )
    def post(self, request: Request) -> Response:
        """Begin."""
        begun = begin_totp(self.http_request, self.actor)
        shown = TotpShape(begun.challenge, settings.CHALLENGE_SECONDS, begun.secret, begun.uri, begun.svg)
        return ok(shown)

    @operation(
        "Remove the authenticator app", who=SIGNED_IN, status=204, errors=[NotFound, ConfirmationRequired]
    )
    def delete(self, request: Request) -> Response:
        """Remove it."""
        remove_totp(self.http_request, self.actor)
        return gone()


class ConfirmTotp(OwnFactors):
    """The first code of an authenticator app."""

    @operation(
        "Set up an authenticator app",
        who=SIGNED_IN,
        answer=RecoveryCodesShape,
        status=201,
        body=CodeInput,
        errors=[WrongFactor, ChallengeOver, Conflict, ConfirmationRequired, Unprocessable],
        description="With the first factor come recovery codes: shown this once.",
    )
    def post(self, request: Request) -> Response:
        """Set it up."""
        codes = confirm_totp(self.http_request, self.actor, **self.read_body(CodeInput))
        return created(RecoveryCodesShape(codes), "Authenticator app set up")


class RecoveryCodes(OwnFactors):
    """Recovery codes."""

    @operation(
        "Make new recovery codes",
        who=SIGNED_IN,
        answer=RecoveryCodesShape,
        status=201,
        errors=[NoFactor, ConfirmationRequired],
        description="Shown this once; those before are void. Each of them signs in once.",
    )
    def post(self, request: Request) -> Response:
        """Make them."""
        codes = new_recovery_codes(self.http_request, self.actor)
        return created(RecoveryCodesShape(codes), "Recovery codes made")


class PasskeyOptions(OwnFactors):
    """The beginning of a passkey."""

    @operation(
        "Begin to add a passkey",
        who=SIGNED_IN,
        answer=PasskeyOptionsShape,
        body=PasskeyOptionsInput,
        errors=[ConfirmationRequired, Unprocessable],
        description="Pass `options` to `navigator.credentials.create()`, and post what it answers.",
    )
    def post(self, request: Request) -> Response:
        """Give the options."""
        said = self.read_body(PasskeyOptionsInput)
        challenge, options = begin_passkey(self.http_request, self.actor, **said)
        return ok(PasskeyOptionsShape(challenge, settings.CHALLENGE_SECONDS, options))


class Passkeys(OwnFactors):
    """Passkeys."""

    @operation(
        "Add a passkey",
        who=SIGNED_IN,
        answer=PasskeyAddedShape,
        status=201,
        body=PasskeyInput,
        errors=[WrongFactor, ChallengeOver, ConfirmationRequired, Unprocessable],
    )
    def post(self, request: Request) -> Response:
        """Add one."""
        passkey, codes = add_passkey(self.http_request, self.actor, **self.read_body(PasskeyInput))
        return created(PasskeyAddedShape(codes, FactorShape.of(passkey)), "Passkey added")


class Passkey(OwnFactors):
    """One passkey."""

    @operation(
        "Rename a passkey", who=SIGNED_IN, answer=FactorShape, body=PasskeyNameInput, errors=[NotFound]
    )
    def put(self, request: Request, passkey_id: int) -> Response:
        """Rename it."""
        name = self.read_body(PasskeyNameInput)["name"]
        return ok(FactorShape.of(rename_passkey(self.actor, passkey_id, name)), "Passkey renamed")

    patch = put

    @operation("Remove a passkey", who=SIGNED_IN, status=204, errors=[NotFound, ConfirmationRequired])
    def delete(self, request: Request, passkey_id: int) -> Response:
        """Remove it."""
        remove_passkey(self.http_request, self.actor, passkey_id)
        return gone()
