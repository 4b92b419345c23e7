from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.accounts.models import User
from nexus.kernel.accounts.rest.shapes import NothingShape, UserShape
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import (
    Conflict,
    InvalidToken,
    MfaRequired,
    NotAuthenticated,
    PermissionDenied,
    ServiceUnavailable,
    ValidationFailed,
)
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.views import ApiView
from nexus.kernel.authentication.access_tokens import Claims
from nexus.kernel.authentication.actions import (
    Tokens,
    check_token,
    refresh_tokens,
    register,
    sign_in,
    sign_out,
)
from nexus.kernel.authentication.rest.bearer import EnrollingBearer
from nexus.kernel.authentication.rest.cookies import (
    clear_refresh,
    put_refresh,
    refresh_of,
    wants_cookie,
)
from nexus.kernel.authentication.rest.serializers import (
    CredentialsInput,
    LoginInput,
    RefreshInput,
    RefreshOrCookieInput,
    RegistrationInput,
    SignOutInput,
    VerifyInput,
)
from nexus.kernel.authentication.rest.shapes import RenewedShape, SignedInShape, TokenPair

SIGN_IN_ERRORS = [NotAuthenticated, MfaRequired, PermissionDenied, ServiceUnavailable]
LOGIN_BY = (
    "By username or e-mail address. The answer to a wrong password doesn't tell whether the account exists."
)
ROTATION = "Each refresh token works once. A second use means that two hold it, and ends the whole sign-in."


def _shown(user: User) -> UserShape:
    return UserShape.of(User.objects.rows().get(pk=user.pk))


def signed_in(user: User, tokens: Tokens, *, cookie: bool) -> Response:
    """Answer a sign-in in the envelope."""
    answer = ok(SignedInShape(tokens.access, None if cookie else tokens.refresh, _shown(user)), "Signed in")
    if cookie:
        put_refresh(answer, tokens.refresh)
    return answer


class Door(ApiView):
    """A door one comes to without being anyone yet: an old token in the header is not looked at."""

    authentication_classes: Sequence[type[BaseAuthentication]] = ()

    @property
    def http_request(self) -> HttpRequest:
        """Give Django's own request, which allauth's flows know."""
        request: HttpRequest = self.request._request
        return request


class Register(Door):
    """Registration."""

    @operation(
        "Open an account",
        who=ANYONE,
        answer=UserShape,
        status=201,
        body=RegistrationInput,
        errors=[Conflict, ServiceUnavailable],
        description="No role given means a customer; one account may hold several. A taken name is a 409.",
    )
    def post(self, request: Request) -> Response:
        """Open an account."""
        user = register(self.http_request, self.read_body(RegistrationInput))
        return created(_shown(user), "Account created")


class LogIn(Door):
    """Sign-in, in the envelope."""

    @operation(
        "Sign in",
        who=ANYONE,
        answer=SignedInShape,
        body=LoginInput,
        errors=SIGN_IN_ERRORS,
        description=LOGIN_BY,
    )
    def post(self, request: Request) -> Response:
        """Sign in."""
        said = self.read_body(LoginInput)
        cookie = wants_cookie(self.http_request, said)
        user, tokens = sign_in(self.http_request, **said)
        return signed_in(user, tokens, cookie=cookie)


class TakeToken(Door):
    """The same sign-in, bare."""

    @operation(
        "Take a token",
        who=ANYONE,
        answer=TokenPair,
        bare=True,
        body=CredentialsInput,
        errors=SIGN_IN_ERRORS,
        description=LOGIN_BY,
    )
    def post(self, request: Request) -> Response:
        """Take a token."""
        _, tokens = sign_in(self.http_request, **self.read_body(CredentialsInput))
        return Response(TokenPair.of(tokens))


class Refresh(Door):
    """The exchange of a refresh token, in the envelope."""

    @operation(
        "Exchange a refresh token",
        who=ANYONE,
        answer=RenewedShape,
        body=RefreshOrCookieInput,
        errors=[InvalidToken, PermissionDenied],
        description=f"{ROTATION} A browser's is read from its cookie, and the next one put there.",
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token."""
        said = self.read_body(RefreshOrCookieInput).get("refresh", "")
        kept = "" if said else refresh_of(self.http_request)
        if not (said or kept):
            raise ValidationFailed(details={"refresh": ["Give the refresh token."]})
        tokens = refresh_tokens(said or kept)
        answer = ok(RenewedShape(tokens.access, tokens.refresh if said else None), "Tokens renewed")
        if kept:
            put_refresh(answer, tokens.refresh)
        return answer


class RefreshBare(Door):
    """The same exchange, bare."""

    @operation(
        "Exchange a refresh token",
        who=ANYONE,
        answer=TokenPair,
        bare=True,
        body=RefreshInput,
        errors=[InvalidToken],
        description=ROTATION,
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token."""
        return Response(TokenPair.of(refresh_tokens(self.read_body(RefreshInput)["refresh"])))


class Verify(Door):
    """Whether an access token still stands."""

    @operation(
        "Check an access token",
        who=ANYONE,
        answer=NothingShape,
        bare=True,
        body=VerifyInput,
        errors=[InvalidToken],
    )
    def post(self, request: Request) -> Response:
        """Check an access token."""
        check_token(self.read_body(VerifyInput)["token"])
        return Response(NothingShape())


class LogOut(ApiView):
    """Sign-out."""

    authentication_classes = (EnrollingBearer,)

    @operation(
        "Sign out",
        who="signed in",
        answer=NothingShape,
        body=SignOutInput,
        description="Ends this sign-in: its access and refresh tokens are refused from the next request on.",
    )
    def post(self, request: Request) -> Response:
        """Sign out."""
        claims = request.auth
        if not isinstance(claims, Claims):
            raise NotAuthenticated
        kept = request._request.COOKIES.get(settings.REFRESH_COOKIE_NAME, "")
        refresh = self.read_body(SignOutInput).get("refresh", "") or kept
        sign_out(self.actor, claims.user_id, claims.family_id, refresh)
        answer = ok(NothingShape(), "Signed out")
        if kept:
            clear_refresh(answer)
        return answer
