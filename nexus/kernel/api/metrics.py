"""Figures for Prometheus: what waits, since when, and what was given up; and who may read them."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from hmac import compare_digest
from ipaddress import ip_address
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING, Any, Final
from wsgiref.types import WSGIEnvironment

from django.conf import settings

from nexus.kernel.api.errors import NotAuthenticated, PermissionDenied
from nexus.kernel.kit.measuring import Figure, Spread, known_measures

if TYPE_CHECKING:
    from prometheus_client import Metric

logger = logging.getLogger(__name__)

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
# Whoever says one of these passes on what somebody else asks.
_PASSED_ON: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def require_reader(environ: WSGIEnvironment) -> None:
    """Let those in who have the site's token; where it has none, programs on this machine."""
    token: str = settings.METRICS_TOKEN
    if token:
        given: str = environ.get("HTTP_AUTHORIZATION", "")
        if not compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise NotAuthenticated("Send METRICS_TOKEN as `Authorization: Bearer <token>`.")
    elif not _is_from_here(environ):
        raise PermissionDenied("Set METRICS_TOKEN to read this from another machine, or through a proxy.")


def all_figures() -> Iterator[Figure | Spread]:
    """Measure everything; a measure that fails is told as failed, and the others go on."""
    for name, measure in sorted(known_measures().items()):
        failed = False
        try:
            yield from list(measure())
        except Exception:  # of one engine or one room: the rest is worth the more for it
            logger.exception("a measure failed", extra={"measure": name})
            failed = True
        about = "Whether a measure failed: its figures are missing then."
        yield Figure("nexus_measure_failed", about, int(failed), {"measure": name})


def exposition(figures: Iterable[Figure | Spread]) -> bytes:
    """Write figures down in the text that Prometheus reads."""
    # Loaded where somebody asks: most web workers never need it.
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(figures))
    return generate_latest(registry)


class _Families:
    """Figures, those of a name together."""

    def __init__(self, figures: Iterable[Figure | Spread]) -> None:
        self._figures = list(figures)

    def collect(self) -> "Iterable[Metric]":
        families: dict[str, Any] = {}
        for figure in self._figures:
            family = families.setdefault(figure.name, _family(figure))
            family.add_metric(list(figure.labels.values()), **_said(figure))
        return families.values()


def _family(figure: Figure | Spread) -> Any:
    from prometheus_client.core import (  # noqa: PLC0415 (as above)
        CounterMetricFamily,
        GaugeMetricFamily,
        HistogramMetricFamily,
    )

    if isinstance(figure, Spread):
        return HistogramMetricFamily(figure.name, figure.about, labels=list(figure.labels))
    kind = CounterMetricFamily if figure.only_grows else GaugeMetricFamily
    return kind(figure.name, figure.about, labels=list(figure.labels))


def _said(figure: Figure | Spread) -> dict[str, Any]:
    if isinstance(figure, Figure):
        return {"value": figure.value}
    bounds = ["+Inf" if bound == inf else str(bound) for bound, _ in figure.buckets]
    up_to = accumulate(number for _, number in figure.buckets)
    return {"buckets": list(zip(bounds, up_to, strict=True)), "sum_value": figure.total}


def _is_from_here(environ: Mapping[str, Any]) -> bool:
    if settings.TRUSTED_PROXIES or any(environ.get(name) for name in _PASSED_ON):
        return False
    try:
        return ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
