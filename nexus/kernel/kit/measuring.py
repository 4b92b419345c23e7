"""@measures: how a room is doing, in figures, said in its `metrics.py` and told at /health/metrics.

    @measures
    def mail_that_waits() -> Iterator[Figure]:
        yield Figure("nexus_mail_unsent", "Mail that has still to be sent.", Mail.objects.unsent().count())

It is asked at each scrape, so it counts what waits, by an index, and nothing that only grows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it stands now; several of one name are told apart by the same labels.

    name: begins with nexus_, and ends with the unit where it has one. only_grows: a count since ever.
    """

    name: str
    about: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    only_grows: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """How what was measured is spread, since ever; several of one name are told apart by the same labels.

    buckets: how many were up to each bound and over the one before it. total: what all of them add up to.
    """

    name: str
    about: str
    buckets: Sequence[tuple[float, float]]
    total: float
    labels: Mapping[str, str] = field(default_factory=dict)


Measure = Callable[[], Iterable[Figure | Spread]]
_MEASURES: dict[str, Measure] = {}


def measures(measure: Measure) -> Measure:
    """Register what gives figures."""
    _MEASURES[f"{measure.__module__}.{measure.__qualname__}"] = measure
    return measure


def known_measures() -> Mapping[str, Measure]:
    """Give all of them by their dotted names, from the `metrics.py` of all rooms."""
    _load()
    return _MEASURES


@cache
def _load() -> None:
    autodiscover_modules("metrics")
