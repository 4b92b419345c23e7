"""A path is found by its shape, and leads where Django's own way of looking would lead."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import Resolver404, URLResolver, include, path
from django.urls.resolvers import RoutePattern

from nexus.config.urls import api
from nexus.kernel.api.routes import ShapeResolver
from tests.conventions.routes import routes

PREFIX = RoutePattern("api/")
OURS, DJANGO = ShapeResolver(PREFIX, api), URLResolver(PREFIX, api)


def view(*_: object, **__: object) -> None: ...


def resolver(*patterns: object) -> ShapeResolver:
    return ShapeResolver(PREFIX, list(patterns))


def test_every_path_leads_where_django_would_lead_it():
    for route in routes():
        asked = route.absent.removeprefix("/")
        ours, django = OURS.resolve(asked), DJANGO.resolve(asked)
        assert (ours.func, ours.kwargs, ours.route) == (django.func, django.kwargs, django.route), asked


@pytest.mark.parametrize(
    "asked",
    ["api/nothing/", "api/products", "api/products/7/", "api/products//", "api/products/a/b/c/d/", "other/"],
)
def test_a_path_that_leads_nowhere_is_not_found(asked):
    with pytest.raises(Resolver404):
        OURS.resolve(asked)


def test_of_two_routes_of_a_shape_the_first_that_matches_is_taken():
    found = resolver(path("a/mine/", view, {"first": 1}), path("a/<slug:name>/", view, {"first": 2}))
    assert found.resolve("api/a/mine/").kwargs == {"first": 1}
    assert found.resolve("api/a/yours/").kwargs == {"name": "yours", "first": 2}


@pytest.mark.parametrize(
    "pattern",
    [
        path("<slug:word>/", view),
        path("files/<path:name>", view),
        path("more/", include([path("a/", view)])),
        path("", include([path("a/", view)]), {"more": 1}),
        path("", include(([path("a/", view)], "app"), namespace="named")),
    ],
)
def test_routes_that_have_no_shape_of_their_own_stop_the_start(pattern):
    with pytest.raises(ImproperlyConfigured, match=r"can't be found|is included with more"):
        resolver(pattern)
