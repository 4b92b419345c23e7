"""Requests, counted by route: how many, answered with what, how fast. Any web worker tells the same of all.

Each process counts for itself, which is an addition, and every few seconds adds what it has to the site's
counts in Valkey. One that is killed loses what it counted since, a Valkey that is emptied begins at nought.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from math import inf
from time import perf_counter
from typing import Final, cast

from django.urls import ResolverMatch
from redis import Redis

from nexus.kernel.api.breaker import Words, breaker, commands, sound
from nexus.kernel.kit.measuring import Spread, measures
from nexus.kernel.kit.valkey import valkey

# In seconds; what took longer than the last is in a bucket of its own.
BOUNDS: Final = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Any other word that somebody makes up, and any path that the site doesn't have.
OTHER: Final = "other"
EVERY_S: Final = 10.0
KEY: Final = "nexus:requests"
# A site that is asked nothing for so long forgets what it had once.
KEPT_S: Final = 90 * 86_400
# What is counted of each: the buckets, and the sum. By these names the site's counts outlive other bounds.
_NAMES: Final = (*map(str, BOUNDS), "more", "sum")
_SIZE: Final = len(_NAMES)

Asked = tuple[str, int, str]  # method, status, route
_counted: dict[Asked, list[float]] = {}
_told_at = 0.0


def count_answer(method: str | None, status: int, match: ResolverMatch | None, begun: float) -> None:
    """Count an answer under its path as the site writes it, with no id in it; begun: of perf_counter()."""
    now = perf_counter()
    seconds = now - begun
    asked = (method if method in METHODS else OTHER, status, OTHER if match is None else match.route)
    try:
        counts = _counted[asked]
    except KeyError:
        counts = _counted[asked] = [0] * _SIZE
    counts[bisect_left(BOUNDS, seconds)] += 1
    counts[-1] += seconds
    if now - _told_at > EVERY_S:
        tell_counts()


def tell_counts() -> None:
    """Add what this process has counted to the site's counts; kept for the next time where Valkey is away."""
    global _counted, _told_at  # noqa: PLW0603 - one count a process
    _told_at = perf_counter()
    counted, _counted = _counted, {}
    if counted and not breaker.ask(lambda server: _add(server, counted)):
        for asked, counts in counted.items():
            since = _counted.get(asked, [0] * _SIZE)
            _counted[asked] = [before + after for before, after in zip(counts, since, strict=True)]


@measures
def requests() -> Iterator[Spread]:
    """Tell how many requests were answered, with what, and how fast."""
    tell_counts()
    site: dict[Asked, list[float]] = defaultdict(lambda: [0] * _SIZE)
    told = cast("dict[bytes, bytes]", valkey().hgetall(KEY))
    for field, number in told.items():
        name, method, status, route = field.decode().split(" ", 3)
        if name in _NAMES:
            site[method, int(status), route][_NAMES.index(name)] = float(number)
    for asked, counts in sorted(site.items()):
        labels = dict(zip(("method", "status", "route"), map(str, asked), strict=True))
        buckets = list(zip((*BOUNDS, inf), counts, strict=False))
        about = "How long requests took, by what was asked and what was answered."
        yield Spread("nexus_request_seconds", about, buckets, counts[-1], labels)


def _add(server: Redis, counted: dict[Asked, list[float]]) -> bool:
    asked: list[Words] = [
        ("HINCRBYFLOAT", KEY, f"{name} {method} {status} {route}", str(number))
        for (method, status, route), counts in counted.items()
        for name, number in zip(_NAMES, counts, strict=True)
        if number
    ]
    sound(commands(server, *asked, ("EXPIRE", KEY, KEPT_S)))
    return True
