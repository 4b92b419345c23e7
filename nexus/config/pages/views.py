from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from nexus.config.pages.landing import front_page
from nexus.config.pages.policy import REDOC

# No page here says anything about who reads it: any cache may keep them for a while.
_kept = cache_control(public=True, max_age=300)

# The API and the back office are no search engine's business.
ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /api/\nDisallow: /graphql\n"


@require_safe
@_kept
def landing(request: HttpRequest) -> HttpResponse:
    """Say what this site is and where to go on."""
    return render(request, "pages/landing.html", front_page())


@require_safe
@_kept
def swagger(request: HttpRequest) -> HttpResponse:
    """Show the API's reference, to try out."""
    return render(request, "pages/swagger.html")


@require_safe
@_kept
@csp_update(REDOC)
def redoc(request: HttpRequest) -> HttpResponse:
    """Show the API's reference, to read."""
    return render(request, "pages/redoc.html")


@require_safe
@_kept
@vary_on_headers("Accept-Encoding")
def document(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document."""
    # What makes it is heavy, and only a process that is asked for it needs it.
    from nexus.config.pages.document import openapi_bytes, openapi_packed  # noqa: PLC0415 (see above)

    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(openapi_bytes(), content_type="application/json")
    packed = {"Content-Encoding": "gzip"}
    return HttpResponse(openapi_packed(), content_type="application/json", headers=packed)


@require_safe
@_kept
def robots(_request: HttpRequest) -> HttpResponse:
    """Tell crawlers where not to go."""
    return HttpResponse(ROBOTS, content_type="text/plain")


@require_safe
@_kept
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead those who ask at the old address to the icon."""
    return redirect(static("nexus/mark.svg"))
