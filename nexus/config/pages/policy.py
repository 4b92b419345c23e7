"""What each page may load: our own files, with the exceptions that docs/decisions/0008 states."""

from typing import Final

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from nexus.kernel.api.answers import LOADS_NOTHING

# The admin's widgets are Alpine expressions, compiled in the browser; its colours are a style element.
ADMIN: Final = {"script-src": ["'self'", "'unsafe-eval'"], "style-src": ["'self'", "'unsafe-inline'"]}
# ReDoc writes its styles into the page and searches in a worker that it makes from a blob.
REDOC: Final = {"style-src": ["'self'", "'unsafe-inline'"], "worker-src": ["'self'", "blob:"]}


class PolicyMiddleware(CSPMiddleware):
    """Send the site's policy; the admin's views aren't ours to decorate, so its exception goes by path."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Put the policy on an answer; to build one for data would cost as much as routing it."""
        if response.get("Content-Type") == "application/json":
            response.setdefault(HEADER, LOADS_NOTHING)
            return response
        return super().process_response(request, response)

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 (django-csp's)
    ) -> PolicyParts:
        """Give what the policy of this answer is made of."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith("/admin/"):
            parts.update = ADMIN
        return parts
