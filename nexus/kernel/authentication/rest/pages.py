"""What other programs read of us outside of the API."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from nexus.kernel.api.answers import to_json
from nexus.kernel.authentication.signing import jwks

KEPT = "public, max-age=60"


@require_safe
def public_keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django hands it)
    """Show the keys that our tokens are verified with, as a JSON Web Key Set."""
    return HttpResponse(
        to_json(jwks()), content_type="application/jwk-set+json", headers={"Cache-Control": KEPT}
    )


urlpatterns = [path(".well-known/jwks.json", public_keys, name="jwks")]
