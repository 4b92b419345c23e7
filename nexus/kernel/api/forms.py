"""What a form holds beside what its shape takes: told, where it would be passed over in silence."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict
from rest_framework.serializers import BaseSerializer, FileField, ListField

from nexus.kernel.api.errors import ValidationFailed

NO_FILES: Final = "No files are taken here."

Fields = Mapping[str, Any]


def refuse_passed_over(form: BaseSerializer[Any], data: Any) -> None:
    """Refuse files that the shape has no field for, and parts that came as one text; each is named.

    A shape says in `files_go` where files are sent instead.
    """
    if not isinstance(data, QueryDict):
        return
    fields: Fields = getattr(form, "fields", {})
    faults = {
        name: [sentence]
        for name, value in data.items()
        if (sentence := _of_file(form, fields, name) if hasattr(value, "chunks") else _of_text(fields, name))
    }
    if faults:
        raise ValidationFailed(details=faults)


def _of_file(form: BaseSerializer[Any], fields: Fields, name: str) -> str | None:
    names = [known for known, field in fields.items() if _takes_files(field)]
    if name in names:
        return None
    return f"Send files as: {', '.join(names)}." if names else getattr(form, "files_go", NO_FILES)


def _takes_files(field: Any) -> bool:
    return isinstance(field.child if isinstance(field, ListField) else field, FileField)


def _of_text(fields: Fields, name: str) -> str | None:
    # DRF looks for `address.city` and `lines[0]line`, and finds nothing in an `address` or in `lines`.
    field = fields.get(name)
    several = getattr(field, "child", None)
    whole = several or field
    if not isinstance(whole, BaseSerializer):
        return None
    part = f"{name}[0]" if several else f"{name}."
    return f"In a form, give this field by field, such as {part}{next(iter(whole.fields))}; or send JSON."  # type: ignore[attr-defined]
