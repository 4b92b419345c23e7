"""The second half of a sign-in, and sign-in by a passkey alone."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.api.answers import ok
from nexus.kernel.api.errors import NotAuthenticated, PermissionDenied
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.authentication.actions import (
    begin_passkey_sign_in,
    meet_challenge,
    passkey_for_challenge,
    sign_in_by_passkey,
)
from nexus.kernel.authentication.exceptions import ChallengeOver, WrongFactor
from nexus.kernel.authentication.rest.cookies import wants_cookie
from nexus.kernel.authentication.rest.factor_shapes import PasskeyOptionsShape
from nexus.kernel.authentication.rest.serializers import (
    ChallengeInput,
    FactorInput,
    MeetChallengeInput,
    PasskeySignInInput,
)
from nexus.kernel.authentication.rest.shapes import SignedInShape, TokenPair
from nexus.kernel.authentication.rest.views import Door, signed_in

ERRORS = [WrongFactor, ChallengeOver, NotAuthenticated, PermissionDenied]
MEETING = (
    "After a `MFA_REQUIRED`, with the challenge from its details: a code of the authenticator app or a "
    "recovery code as `code`, or a passkey's answer as `credential`. It takes a few tries, and one success."
)
ALONE = "Pass `options` to `navigator.credentials.get()`; nobody has to say who they are."


class MeetChallenge(Door):
    """The second factor, in the envelope."""

    @operation(
        "Finish a sign-in by its second factor",
        who=ANYONE,
        answer=SignedInShape,
        body=MeetChallengeInput,
        errors=ERRORS,
        description=MEETING,
    )
    def post(self, request: Request) -> Response:
        """Finish a sign-in."""
        said = self.read_body(MeetChallengeInput)
        cookie = wants_cookie(self.http_request, said)
        user, tokens = meet_challenge(self.http_request, **said)
        return signed_in(user, tokens, cookie=cookie)


class MeetChallengeBare(Door):
    """The same, bare."""

    @operation(
        "Finish taking a token by a second factor",
        who=ANYONE,
        answer=TokenPair,
        bare=True,
        body=FactorInput,
        errors=ERRORS,
        description=MEETING,
    )
    def post(self, request: Request) -> Response:
        """Finish a sign-in."""
        _, tokens = meet_challenge(self.http_request, **self.read_body(FactorInput))
        return Response(TokenPair.of(tokens))


class ChallengeOptions(Door):
    """A passkey as the second factor."""

    @operation(
        "Ask for what a passkey needs to finish a sign-in",
        who=ANYONE,
        answer=PasskeyOptionsShape,
        body=ChallengeInput,
        errors=[ChallengeOver],
        description="Pass `options` to `navigator.credentials.get()`, its answer to `/api/auth/login/mfa/`.",
    )
    def post(self, request: Request) -> Response:
        """Give the options."""
        challenge = self.read_body(ChallengeInput)["challenge"]
        options = passkey_for_challenge(self.http_request, challenge=challenge)
        return ok(PasskeyOptionsShape(challenge, settings.CHALLENGE_SECONDS, options))


class PasskeyLoginOptions(Door):
    """The beginning of a sign-in by a passkey alone."""

    @operation("Begin to sign in by a passkey", who=ANYONE, answer=PasskeyOptionsShape, description=ALONE)
    def post(self, request: Request) -> Response:
        """Give the options."""
        challenge, options = begin_passkey_sign_in(self.http_request)
        return ok(PasskeyOptionsShape(challenge, settings.CHALLENGE_SECONDS, options))


class PasskeyLogin(Door):
    """Sign-in by a passkey alone."""

    @operation(
        "Sign in by a passkey",
        who=ANYONE,
        answer=SignedInShape,
        body=PasskeySignInInput,
        errors=ERRORS,
        description="A passkey that was set up as `passwordless`; no other factor is asked for then.",
    )
    def post(self, request: Request) -> Response:
        """Sign in."""
        said = self.read_body(PasskeySignInInput)
        cookie = wants_cookie(self.http_request, said)
        user, tokens = sign_in_by_passkey(self.http_request, **said)
        return signed_in(user, tokens, cookie=cookie)
