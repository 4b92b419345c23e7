from typing import Any, ClassVar

import msgspec
from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from nexus import __version__
from nexus.kernel.api.answers import ok
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.views import ApiView
from nexus.kernel.kit.scopes import FREE

# The first path of each side of the business, where it is on.
_OF_SIDES = {"commerce": {"products": "products/"}, "jobs": {"jobs": "jobs/"}}


class RootShape(msgspec.Struct):
    """Where the API begins."""

    example: ClassVar[dict[str, Any]] = {
        "version": "0.1.0",
        "links": {
            "categories": "http://localhost:8000/api/categories/",
            "products": "http://localhost:8000/api/products/",
            "jobs": "http://localhost:8000/api/jobs/",
            "document": "http://localhost:8000/api/docs/swagger.json",
        },
    }

    version: str
    links: dict[str, str]


class Root(ApiView):
    """The start of the API."""

    @operation("Show where the API begins", who=ANYONE, answer=RootShape, scope=FREE)
    def get(self, request: Request) -> Response:
        """Name the first paths of what is on."""
        links = {"categories": "categories/"}
        for domain in settings.DOMAINS:
            links |= _OF_SIDES[domain.name]
        found = {name: request.build_absolute_uri(path) for name, path in links.items()}
        found["document"] = request.build_absolute_uri("/api/docs/swagger.json")
        return ok(RootShape(__version__, found))
