"""Serializers as one writes them who trusts: what comes is handed on, and answers hold the whole row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from nexus.kernel.api import answers
from nexus.kernel.api.views import ApiView

_read = ApiView.read_body
_write = answers.to_json


def _trusting(self: ApiView, shape: Any, *, partial: bool = False) -> Any:
    said = _read(self, shape, partial=partial)
    model = getattr(getattr(shape, "Meta", None), "model", None)
    columns = {field.attname for field in model._meta.concrete_fields} if model else set()
    return {**{name: value for name, value in self.request.data.items() if name in columns}, **said}


def _telling(content: Any) -> bytes:
    if isinstance(content, dict) and "data" in content and hasattr(content["data"], "__struct_fields__"):
        data = content["data"]
        whole = {name: getattr(data, name) for name in data.__struct_fields__}
        content = content | {"data": whole | {"security_stamp": "told"}}
    return _write(content)


@contextmanager
def taking_everything() -> Iterator[None]:
    """Take out that only what is declared goes in and out."""
    with patch.object(ApiView, "read_body", _trusting), patch.object(answers, "to_json", _telling):
        yield
