"""One's own sign-ins, and the proof that it is still their owner."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.accounts.models import User
from nexus.kernel.api.answers import gone, ok
from nexus.kernel.api.errors import NotAuthenticated, NotFound
from nexus.kernel.api.operations import SIGNED_IN, operation
from nexus.kernel.authentication.access_tokens import Claims
from nexus.kernel.authentication.actions import (
    begin_confirming,
    confirm,
    end_sign_in,
    sign_ins,
    sign_out_everywhere,
)
from nexus.kernel.authentication.exceptions import ChallengeOver, WrongFactor
from nexus.kernel.authentication.rest.factor_shapes import (
    ConfirmedShape,
    ConfirmOptionsShape,
    EndedShape,
    SignInShape,
    SignInsShape,
)
from nexus.kernel.authentication.rest.factors import OwnFactors
from nexus.kernel.authentication.rest.serializers import ConfirmInput, SignOutEverywhereInput


class OwnSignIns(OwnFactors):
    """A door to one's own sign-ins."""

    @property
    def signed_in(self) -> tuple[User, UUID]:
        """Name the account and the sign-in that ask; a visitor is asked to sign in."""
        claims, user = self.request.auth, self.request.user
        if not isinstance(claims, Claims) or not isinstance(user, User):
            raise NotAuthenticated
        return user, claims.family_id


class SignIns(OwnSignIns):
    """All of them."""

    @operation("List the own sign-ins", who=SIGNED_IN, answer=SignInsShape)
    def get(self, request: Request) -> Response:
        """List them, the latest seen first."""
        _, current = self.signed_in
        return ok(SignInsShape([SignInShape.of(one, str(current)) for one in sign_ins(self.actor)]))


class SignOutEverywhere(OwnSignIns):
    """The end of all of them."""

    @operation(
        "Sign out everywhere",
        who=SIGNED_IN,
        answer=EndedShape,
        body=SignOutEverywhereInput,
        description="Ends the tokens of apps and the sessions of browsers, at once; sockets close.",
    )
    def post(self, request: Request) -> Response:
        """End them."""
        _, current = self.signed_in
        keeps = self.read_body(SignOutEverywhereInput).get("keep_this", False)
        return ok(EndedShape(sign_out_everywhere(self.actor, but=current if keeps else None)), "Signed out")


class OneSignIn(OwnSignIns):
    """One of them."""

    @operation("End a sign-in", who=SIGNED_IN, status=204, errors=[NotFound])
    def delete(self, request: Request, sign_in_id: str) -> Response:
        """End it."""
        end_sign_in(self.actor, sign_in_id)
        return gone()


class Confirm(OwnSignIns):
    """The proof that it is still the owner who asks."""

    @operation(
        "Show in which ways one may confirm",
        who=SIGNED_IN,
        answer=ConfirmOptionsShape,
        description="An account with a second factor confirms by that; one without by its password.",
    )
    def get(self, request: Request) -> Response:
        """Show the ways."""
        user, _ = self.signed_in
        return ok(ConfirmOptionsShape(*begin_confirming(self.http_request, user)))

    @operation(
        "Confirm that it is you",
        who=SIGNED_IN,
        answer=ConfirmedShape,
        body=ConfirmInput,
        errors=[WrongFactor, ChallengeOver],
        description="Opens what answers `CONFIRMATION_REQUIRED` to this sign-in for a while.",
    )
    def post(self, request: Request) -> Response:
        """Confirm."""
        user, current = self.signed_in
        return ok(ConfirmedShape(confirm(self.http_request, user, current, **self.read_body(ConfirmInput))))
