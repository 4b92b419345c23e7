"""How bodies are read: strictly, so that what gets past here can be stored and said again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from math import isinf
from typing import IO, Any

from django.http import QueryDict
from rest_framework import parsers

from nexus.kernel.api.errors import MalformedRequest

DEEPEST = 32
LONGEST_NAME = 200  # of a form's field
DIGITS = 19  # as many as a bigint has; a longer number is no quantity of ours


class JSONParser(parsers.BaseParser):
    """Read JSON as RFC 8259 writes it: UTF-8, no NaN, no name twice, no endless depth or numbers."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read the body; whatever isn't plain JSON is a MalformedRequest."""
        body: bytes = stream.read()
        try:
            parsed = _decoder.decode(body.decode())
        except RecursionError:
            raise _too_deep() from None
        except ValueError as error:
            raise MalformedRequest(f"This is not JSON: {error}.") from None
        if body.count(b"[") + body.count(b"{") > DEEPEST:
            _check_depth(parsed)
        if b"\\u" in body:
            _check_texts(parsed)
        return parsed


class FormParser(parsers.FormParser):
    """Read a form; texts with NUL bytes are refused."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read the body's fields."""
        fields = super().parse(stream, media_type, parser_context)
        _check_form(fields)
        return fields


class MultiPartParser(parsers.MultiPartParser):
    """Read a form with files; texts with NUL bytes are refused."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> parsers.DataAndFiles[Any, Any]:
        """Read the body's fields and files."""
        read = super().parse(stream, media_type, parser_context)
        _check_form(read.data)
        return read


def check_number(text: str) -> None:
    """Refuse a number, as JSON writes it, that is no quantity of ours; MalformedRequest."""
    try:
        _decoder.decode(text)
    except ValueError as error:
        raise MalformedRequest(f"This can't be read: {error}.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        # Readers differ on which of the two counts, and somebody may count on that.
        raise ValueError("an object has a name twice")
    return found


def _whole_number(text: str) -> int:
    if len(text.removeprefix("-")) > DIGITS:
        raise ValueError("a number is too large")
    return int(text)


def _number(text: str) -> float:
    if isinf(number := float(text)):
        raise ValueError("a number is too large")
    return number


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON's")


_decoder = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_whole_number, parse_float=_number, parse_constant=_no_constant
)


def _check_form(fields: QueryDict) -> None:
    for name, values in fields.lists():
        if len(name) > LONGEST_NAME:
            raise MalformedRequest(f"A form's fields have names of at most {LONGEST_NAME} characters.")
        for text in (name, *values):
            check_text(text)


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, dict):
        _check_all(value)
        _check_all(value.values())
    elif isinstance(value, list):
        _check_all(value)


def _check_all(values: Iterable[Any]) -> None:
    for value in values:
        _check_texts(value)


def check_text(text: str) -> None:
    """Refuse a text that can't be stored; MalformedRequest."""
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise MalformedRequest("Texts can't hold NUL bytes or half characters.")


def _check_depth(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise _too_deep()
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, dict | list):
            _check_depth(inner, depth + 1)


def _too_deep() -> MalformedRequest:
    return MalformedRequest(f"This is nested too deep: {DEEPEST} levels are taken.")
