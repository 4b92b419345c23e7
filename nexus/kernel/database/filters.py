"""Filters as lists take them: by the names of columns, with None where nobody asked."""

from collections.abc import Mapping
from typing import Any


def given(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the filters that are given: None leaves a list as it is."""
    return {name: value for name, value in filters.items() if value is not None}
