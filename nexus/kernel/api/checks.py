"""What stops the start with a sentence: a door that nobody described, a setting that can't be meant."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.urls import URLPattern, URLResolver, get_resolver

from nexus.kernel.api.views import ApiView
from nexus.kernel.kit.scopes import is_known

METHODS = ("get", "post", "put", "patch", "delete")
TIERS = {"anonymous", "signed_in", "premium", "protocol"}


@checks.register(checks.Tags.urls)
def every_operation_is_described(**_: Any) -> list[checks.CheckMessage]:
    """Refuse a method of the API without @operation: nobody would know who may call it."""
    return [
        checks.Error(
            f"{view.__module__}.{view.__qualname__}.{method} has no @operation.", id="nexus.api.E001"
        )
        for view in sorted(set(_views(get_resolver().url_patterns)), key=lambda view: view.__qualname__)
        for method in METHODS
        if hasattr(view, method) and not hasattr(getattr(view, method), "operation")
    ]


@checks.register(checks.Tags.urls)
def every_operation_has_its_scope(**_: Any) -> list[checks.CheckMessage]:
    """Refuse what no scope covers, on both doors: a key could do it, or nobody would know that it can't."""
    from nexus.kernel.api.graphql.scopes import root_scopes  # noqa: PLC0415 (a worker reads no GraphQL)

    patterns = get_resolver().url_patterns
    found = {
        f"{view.__module__}.{view.__qualname__}.{method}": getattr(view, method).operation.covered_by
        for view in set(_views(patterns))
        for method in METHODS
        if hasattr(getattr(view, method, None), "operation")
    }
    for pattern in patterns:
        if schema := getattr(pattern.callback, "schema", None):
            found |= {f"GraphQL's {name}": scope for name, scope in root_scopes(schema.types).items()}
    return [
        checks.Error(
            f"No scope covers {name}{f': {scope!r} is unknown' if scope else ''}.",
            hint="Name its room in the Scopes of its side (domain.py, access/scopes.py), or say scope=.",
            id="nexus.api.E004",
        )
        for name, scope in sorted(found.items())
        if not is_known(scope)
    ]


@checks.register()
def limits_can_be_meant(**_: Any) -> list[checks.CheckMessage]:
    """Refuse limits that would lock everybody out, and a number of proxies that can't be."""
    found: list[checks.CheckMessage] = []
    limits = settings.RATE_LIMITS_PER_HOUR
    if set(limits) != TIERS or min(limits.values()) < 1:
        known = ", ".join(sorted(TIERS))
        found.append(
            checks.Error(f"RATE_LIMITS_PER_HOUR needs a number above 0 for {known}.", id="nexus.api.E002")
        )
    if settings.TRUSTED_PROXIES < 0:
        found.append(checks.Error("NEXUS_TRUSTED_PROXIES can't be negative.", id="nexus.api.E003"))
    return found


def _views(patterns: list[URLPattern | URLResolver]) -> Iterator[type[ApiView]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
            continue
        view = getattr(pattern.callback, "cls", None)
        if isinstance(view, type) and issubclass(view, ApiView):
            yield view
