"""What many pages of a public list share, remembered by this process for a moment: its count above all."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, TypeVar, cast

from django.http import HttpRequest
from rest_framework.request import Request

from nexus.kernel.api.generations import GENERATIONS

T = TypeVar("T")

LIFETIME_SECONDS = 5.0
MOST = 1_024

_kept: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()


def remembered(request: HttpRequest | Request, what: Hashable, find: Callable[[], T]) -> T:
    """Give what was found under the present generations of a public answer; find it anew where nothing was.

    what: all that it depends on beside the data. What isn't public has no generations to keep it by.
    """
    learn = request.META.get(GENERATIONS)
    generations = learn() if learn else None
    if generations is None:
        return find()
    key = (generations, what)
    ends, kept = _kept.get(key, (0.0, None))
    if monotonic() < ends:
        return cast("T", kept)
    found = find()
    _kept[key] = (monotonic() + LIFETIME_SECONDS, found)
    if len(_kept) > MOST:
        _kept.popitem(last=False)
    return found
