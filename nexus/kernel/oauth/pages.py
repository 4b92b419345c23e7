"""The pages and endpoints of the protocol itself, under /oauth/ and /.well-known/."""

from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.views.decorators.http import require_safe
from oauth2_provider.forms import AllowForm
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.views import AuthorizationView, TokenView, UserInfoView
from oauthlib.common import add_params_to_uri

from nexus.kernel.kit.actor import Actor
from nexus.kernel.oauth.actions import authorized
from nexus.kernel.oauth.models import Client
from nexus.kernel.oauth.models.clients import ALGORITHM
from nexus.kernel.oauth.scopes import HouseScopes
from nexus.kernel.oauth.validator import Validator

ADDRESSES: Final = {
    "authorization_endpoint": "/oauth/authorize/",
    "token_endpoint": "/oauth/token/",
    "userinfo_endpoint": "/oauth/userinfo/",
    "introspection_endpoint": "/oauth/introspect/",
    "revocation_endpoint": "/oauth/revoke/",
    "jwks_uri": "/.well-known/jwks.json",
}


class Consent(AuthorizationView):  # type: ignore[misc]
    """Ask somebody who is signed in whether a program may act for them, each time."""

    template_name = "oauth/consent.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask; a program can't have the question left out, since a stranger may go by its name."""
        asked = request.GET.copy()
        asked.pop("approval_prompt", None)
        request.GET = asked  # type: ignore[assignment]  # Django lets it be replaced
        answer: HttpResponse = super().get(request, *args, **kwargs)
        if back := self.oauth2_data.get("redirect_uri"):
            parts = urlsplit(back)
            # Browsers hold the answer to a form to the page's policy: this one leads to the program.
            lets = {"form-action": f"{parts.scheme}://{parts.netloc}"}
            answer._csp_update = lets  # type: ignore[attr-defined]  # django-csp's
        return answer

    def form_valid(self, form: AllowForm) -> HttpResponse:
        """Send the person back with a code, or with their refusal."""
        answer: HttpResponse = super().form_valid(form)
        if form.cleaned_data["allow"] and "code=" in answer.get("Location", ""):
            client = Client.objects.get(client_id=form.cleaned_data["client_id"])
            authorized(Actor.of(self.request.user), client, form.cleaned_data["scope"].split())
        return answer

    def redirect(self, redirect_to: str, application: Client | None) -> HttpResponse:
        """Send the person back: an address of the program, by the time that this is called."""
        del application
        if "iss" not in parse_qs(urlsplit(redirect_to).query):  # RFC 9207, which asks it of refusals too
            redirect_to = add_params_to_uri(redirect_to, {"iss": settings.SITE_URL})
        answer: HttpResponse = OAuth2ResponseRedirect(redirect_to, ["https", "http"])
        return answer

    def handle_prompt_login(self) -> HttpResponse:
        """Have somebody who is signed in prove it anew, where the program asks for that."""
        if not self.request.user.is_authenticated:
            answer: HttpResponse = super().handle_prompt_login()
            return answer
        query = self.request.GET.copy()
        del query["prompt"]
        back = f"{self.request.path}?{query.urlencode()}"
        return redirect_to_login(back, resolve_url("account_reauthenticate"))


class Tokens(TokenView):  # type: ignore[misc]
    """Exchange codes and refresh tokens; the flow for devices isn't offered."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take every grant the same way: one that isn't known is refused by its name."""
        answer: HttpResponse = self.authorization_flow_token_response(request)
        return answer


class UserInfo(UserInfoView):  # type: ignore[misc]
    """Say who somebody is."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take no token from the address, which logs and proxies keep."""
        if "access_token" in request.GET:
            challenge = 'Bearer error="invalid_request"'
            return JsonResponse(
                {"error": "invalid_request"}, status=401, headers={"WWW-Authenticate": challenge}
            )
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


@require_safe
def discovery(_: HttpRequest) -> JsonResponse:
    """Say where everything is, as OpenID Connect Discovery and RFC 8414 have it."""
    said = {
        "issuer": settings.SITE_URL,
        **{name: f"{settings.SITE_URL}{path}" for name, path in ADDRESSES.items()},
        "scopes_supported": HouseScopes().get_available_scopes(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", *Validator().get_additional_claims()],
        "prompt_values_supported": ["none", "login"],
        "authorization_response_iss_parameter_supported": True,
    }
    return JsonResponse(said, headers={"Cache-Control": "public, max-age=3600"})
