"""Every route of the API, as the resolver knows it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver

from nexus.kernel.api.operations import Operation
from nexus.kernel.api.views import ApiView

METHODS = ("get", "post", "put", "patch", "delete")

# What no list of ours can hold, in the form that each kind of path parameter takes.
ABSENT = {
    "int": "999999999",
    "uuid": "00000000-0000-7000-8000-000000000000",
    "slug": "not-here",
    "str": "not-here",
}


@dataclass(frozen=True)
class Route:
    path: str  # with its parameters, as Django writes them
    view: type[ApiView]

    @property
    def absent(self) -> str:
        """The path of a thing that isn't there."""
        return re.sub(r"<(?:(\w+):)?\w+>", lambda found: ABSENT[found[1] or "str"], self.path)

    @property
    def documented(self) -> str:
        """The path as the OpenAPI document writes it."""
        return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", self.path)

    @property
    def has_parameters(self) -> bool:
        return "<" in self.path

    def operation(self, method: str) -> Operation | None:
        return getattr(getattr(self.view, method, None), "operation", None)

    def methods(self) -> list[str]:
        return [method for method in METHODS if hasattr(self.view, method)]

    def __str__(self) -> str:
        return self.path


@cache
def routes(prefix: str = "/api/") -> list[Route]:
    """List the API's routes, once each."""
    found = {path: view for path, view in _walk(get_resolver().url_patterns, "/") if path.startswith(prefix)}
    return [
        Route(path, view)
        for path, view in found.items()
        if prefix == "/api/v1/" or not path.startswith("/api/v1/")
    ]


def operations() -> list[tuple[Route, str]]:
    """List every method of every route."""
    return [(route, method) for route in routes() for method in route.methods()]


def name_of(value: object) -> str:
    return str(value).upper() if value in METHODS else str(value)


def _walk(patterns: list[URLPattern | URLResolver], start: str) -> Iterator[tuple[str, type[ApiView]]]:
    for pattern in patterns:
        path = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        elif hasattr(pattern.callback, "cls"):
            yield path, pattern.callback.cls
