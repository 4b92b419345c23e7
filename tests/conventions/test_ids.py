# ruff: noqa: RUF001 (that they look alike is the point)
"""A form takes an id as answers write it: what Python would read as one too names nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework import serializers

from nexus.commerce.catalog.rest.fields import CategoryField
from tests.conventions.routes import operations
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

KINDS = (serializers.RelatedField, serializers.UUIDField, CategoryField)
UNDERSCORED = "0_199a3f26c1e7d908a530b6f1f3f9e10"
# To int() or UUID() these are 0, 1, 3, 10 and a UUID; no answer writes them so.
BENT = [True, False, 1.0, 1.9, 1e30, "1.0", "1_0", "+1", "１", "٣", 1e17, UNDERSCORED]
KNOWN = {"CategoryInput.parent", "JobInput.category", "OrderInput.items[].product", "ApplicationInput.job"}


def fields_that_take_ids(form: Any, name: str, *, is_id: bool = False) -> Iterator[tuple[str, Any]]:
    inner = getattr(form, "child_relation", None) or getattr(form, "child", None)
    if inner is not None:
        yield from fields_that_take_ids(inner, f"{name}[]")
    elif isinstance(form, serializers.BaseSerializer):
        for part, field in form.fields.items():
            yield from fields_that_take_ids(field, f"{name}.{part}", is_id=is_relation(form, part))
    elif is_id or isinstance(form, KINDS):
        yield name, form


def is_relation(form: Any, name: str) -> bool:
    if not isinstance(form, serializers.ModelSerializer):
        return False
    return any(field.is_relation for field in form.Meta.model._meta.get_fields() if field.name == name)


def takes(field: Any, value: Any) -> bool:
    try:
        field.run_validation(value)
    except serializers.ValidationError:
        return False
    return True


def test_no_form_bends_an_id():
    for number in (1, 3, 10):
        CategoryFactory(pk=number)
    bodies = {told.body for route, method in operations() if (told := route.operation(method)) and told.body}
    fields = dict(found for body in bodies for found in fields_that_take_ids(body(), body.__name__))

    assert fields.keys() >= KNOWN
    bent = {name: value for name, field in fields.items() for value in BENT if takes(field, value)}
    assert bent == {}
