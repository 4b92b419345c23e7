from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
Fetch = Callable[[Collection[K]], Mapping[K, V]]


class Siblings(Generic[K]):
    """The keys of things that are shown side by side: what hangs on one is fetched for all of them at once.

    So a nested field costs one query however long the page is, and none where nobody asks for it.
    """

    def __init__(self, keys: Iterable[K | None]) -> None:
        self._keys = frozenset(key for key in keys if key is not None)
        self._found: dict[Fetch[K, Any], Mapping[K, Any]] = {}

    def keep(self, fetch: Fetch[K, V], found: Mapping[K, V]) -> None:
        """Take over what `fetch` would find, where it is known already."""
        self._found[fetch] = found

    def of(self, key: K | None, fetch: Fetch[K, V]) -> V | None:
        """Give what `fetch` finds for this key, fetching for every sibling the first time."""
        if key is None:
            return None
        if fetch not in self._found:
            self._found[fetch] = fetch(self._keys)
        return self._found[fetch].get(key)
