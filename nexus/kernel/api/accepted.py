"""What a parameter takes, in words: for whoever gave something else."""

from typing import Any

from msgspec import inspect


def accepted(kind: Any) -> str:
    """Say which values a parameter of this type takes."""
    return f"Give {_words(inspect.type_info(kind))}."


def _words(info: inspect.Type) -> str:
    words = "another value"
    match info:
        case inspect.UnionType(types=types):
            words = " or ".join(_words(each) for each in types if not isinstance(each, inspect.NoneType))
        case inspect.Metadata(extra={"words": str(own)}):
            words = own
        case inspect.LiteralType(values=values):
            words = f"one of: {', '.join(str(value) for value in values)}"
        case inspect.BoolType():
            words = "true or false"
        case inspect.IntType(ge=least, le=most):
            words = f"a whole number from {least} to {most}"
        case inspect.DateType():
            words = "a date such as 2026-01-31"
        case inspect.UUIDType():
            words = "an id"
        case inspect.StrType(max_length=int(length)):
            words = f"at most {length} characters"
    return words
