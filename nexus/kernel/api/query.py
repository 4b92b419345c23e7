"""Query strings, read by the Struct that says their shape once: for the code and for the schema."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar
from urllib.parse import parse_qsl

import msgspec
from django.http import HttpRequest

from nexus.kernel.api.accepted import accepted
from nexus.kernel.api.errors import ValidationFailed

Q = TypeVar("Q", bound=msgspec.Struct)

Text = Annotated[str, msgspec.Meta(max_length=200)]
Amount = Annotated[
    str,
    msgspec.Meta(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$", extra={"words": "an amount such as 19.99"}),
]
CursorText = Annotated[
    str, msgspec.Meta(max_length=4_000)
]  # it holds a row's ordering values, a long name too
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$", extra={"words": "an ISO 3166 code such as DE"})]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$", extra={"words": "an ISO 4217 code such as EUR"})]
Page = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
PageSize = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]

MOST_VALUES: Final = 100  # of more than these Django says whether they are too many

Orders = dict[str, tuple[str, str]]

# No list of ours begins earlier or ends later, and the days around them are days too.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)

# How lists are ordered by age; each adds its own orders to these.
ByAge = Literal["created_at", "-created_at", "oldest"]
NEWEST = ("-created_at", "-id")
BY_AGE: Orders = {"created_at": NEWEST, "-created_at": NEWEST, "oldest": ("created_at", "id")}


class ListQuery(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What every list takes: a page by number, or a walk by cursor (`cursor=` begins one)."""

    page: Page = 1
    page_size: PageSize = 20
    cursor: CursorText | None = None


class NoQuery(msgspec.Struct, forbid_unknown_fields=True):
    """A path that takes no query parameters."""


def read_query(request: HttpRequest, shape: type[Q]) -> Q:
    """Read the query string; an unknown name or a value that doesn't fit is told by its name."""
    return read_filters(_given(asked(request), shape), shape)


def asked(request: HttpRequest) -> Mapping[str, str]:
    """Give the query string's values by name, read once; of a name that comes twice the last value counts."""
    http: HttpRequest = getattr(request, "_request", request)
    found: Mapping[str, str] | None = getattr(http, "_nexus_asked", None)
    if found is None:
        found = http._nexus_asked = _parsed(http)  # type: ignore[attr-defined]
    return found


def read_filters(given: Mapping[str, Any], shape: type[Q]) -> Q:
    """Read filters that are given by name, for either door."""
    try:
        return msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError:
        raise ValidationFailed(details=_faults(given, shape)) from None


def check_days(since: date | None, until: date | None) -> None:
    """Refuse a span of days that ends before it begins, or that lies beyond all that is kept."""
    for name, day in (("since", since), ("until", until)):
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationFailed(details={name: [f"Give a day from {FIRST_DAY} to {LAST_DAY}."]})
    if since and until and since > until:
        raise ValidationFailed(details={"since": ["This is after `until`."]})


def _parsed(request: HttpRequest) -> dict[str, str]:
    text: str = request.META.get("QUERY_STRING", "")
    # Django's own way, which allows for every encoding and lists of values, takes three times as long.
    if text.isascii() and text.count("&") < MOST_VALUES:
        return dict(parse_qsl(text, keep_blank_values=True))
    return {name: str(value) for name, value in request.GET.items()}


def _given(query: Mapping[str, str], shape: type[msgspec.Struct]) -> dict[str, str]:
    # An empty value is an untouched field of a form, except that an empty cursor begins a walk.
    untouched = {*shape.__struct_encode_fields__} - {"cursor"}
    return {name: value for name, value in query.items() if value or name not in untouched}


def _faults(given: Mapping[str, Any], shape: type[msgspec.Struct]) -> dict[str, list[str]]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    faults = {name: ["This parameter is required."] for name in _required(fields) - given.keys()}
    for name, value in given.items():
        if name not in fields:
            faults[name] = [f"Unknown parameter. Known here: {', '.join(sorted(fields))}."]
        elif sentence := _fault(value, fields[name].type):
            faults[name] = [sentence]
    return faults


def _required(fields: Mapping[str, msgspec.structs.FieldInfo]) -> set[str]:
    return {name for name, field in fields.items() if field.required}


def _fault(value: Any, kind: Any) -> str | None:
    try:
        msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        return accepted(kind)
    return None
