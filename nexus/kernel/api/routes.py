"""Finds what a path leads to among hundreds of routes, without trying one after the other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import ImproperlyConfigured
from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

# What a route and the paths that it matches have in common: their first word, and how many slashes they hold.
Shape = tuple[str, int]


class ShapeResolver(URLResolver):
    """Resolve as Django does, but ask only the routes that have the path's shape.

    Its routes begin with a word, not with a parameter, and no parameter of theirs spans a slash. Their
    includes add no prefix, namespace or argument of their own.

    Raises ImproperlyConfigured for others, as it is made.
    """

    def __init__(self, pattern: RoutePattern, routes: Sequence[URLPattern | URLResolver]) -> None:
        super().__init__(pattern, routes)
        alike: dict[Shape, list[URLPattern]] = defaultdict(list)
        for route in _leaves(routes):
            alike[_shape_of(str(route.pattern))].append(route)
        self._by_shape = {shape: URLResolver(pattern, found) for shape, found in alike.items()}

    def resolve(self, path: str) -> ResolverMatch:
        prefix = str(self.pattern)
        if not path.startswith(prefix):
            raise Resolver404({"path": path})
        alike = self._by_shape.get(_shape_of(path[len(prefix) :]))
        if alike is None:
            raise Resolver404({"tried": [], "path": path[len(prefix) :]})
        return alike.resolve(path)


def _shape_of(path: str) -> Shape:
    return path.partition("/")[0], path.count("/")


def _leaves(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Give the routes of all includes, in their order."""
    for pattern in patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if "<" in _shape_of(route)[0] or "<path:" in route:
                raise ImproperlyConfigured(f"{route} can't be found by its first word and its slashes.")
            yield pattern
        elif route or pattern.namespace or pattern.default_kwargs:
            raise ImproperlyConfigured(f"{route or pattern.namespace} is included with more than its routes.")
        else:
            yield from _leaves(pattern.url_patterns)
