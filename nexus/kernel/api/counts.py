"""Counts of public lists, remembered by this process for a moment: every page of a list shares one."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request

LIFETIME_SECONDS = 5.0
MOST = 1_024
NOT_NARROWING = {"page", "page_size", "cursor", "ordering"}

_Key = tuple[Any, ...]

_kept: OrderedDict[_Key, tuple[float, int]] = OrderedDict()


def remembered(request: HttpRequest | Request, count: Callable[[], int]) -> int:
    """Give the count of a public list under its present generations; count anew where there is none."""
    generations = getattr(getattr(request, "_request", request), "generations", None)
    if generations is None:
        return count()
    key = (generations, request.path, _narrowing(request))
    ends, number = _kept.get(key, (0.0, 0))
    if monotonic() < ends:
        return number
    number = count()
    _kept[key] = (monotonic() + LIFETIME_SECONDS, number)
    if len(_kept) > MOST:
        _kept.popitem(last=False)
    return number


def _narrowing(request: HttpRequest | Request) -> frozenset[tuple[str, str]]:
    return frozenset((name, str(value)) for name, value in request.GET.items() if name not in NOT_NARROWING)
