"""What is smuggled in: every field of every model that is written, and the names that attackers try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from tests.torture.cases.mass.document import Schema, properties, resolved

NEW_ID = "00000000-0000-7000-8000-00000000dead"
# Of no model in particular; a field of the same name gives it a value that fits.
TRIED = tuple(
    """
    role roles price amount owner owner_id seller seller_id status state id pk created_at updated_at
    is_staff is_superuser is_admin is_featured is_active is_premium is_support on_hand reserved stock
    total total_price unit_price paid_at commission user user_id customer customer_id employer store
    store_id balance groups user_permissions permissions scopes security_stamp last_login is_verified
    is_email_verified verified deleted_at published_at __class__ _state
    """.split()  # noqa: SIM905 (a list of sixty lines says no more)
)


class Extras:
    """What to smuggle into bodies; side: which of a field's two values, so that one differs from what is."""

    def __init__(self, side: int) -> None:
        self.side = side
        self._models = {model._meta.db_table: model for model in apps.get_models()}
        self._others: dict[type[models.Model], Any] = {}

    def of(self, tables: Iterable[str]) -> dict[str, Any]:
        """Give every field of the models behind these tables, and the names that are tried anyway."""
        found: dict[str, Any] = dict.fromkeys(TRIED, "smuggled")
        for table in tables:
            model = self._models.get(table)
            if model is None:  # a part of one that is kept by months: no request names such a row
                continue
            for field in model._meta.concrete_fields:
                found[field.name] = found[field.attname] = self._value(field)
        return found

    def _value(self, field: models.Field) -> Any:
        if field.remote_field is not None:
            return self._another(field.remote_field.model)
        if field.primary_key and isinstance(field, models.UUIDField):
            return NEW_ID
        if field.choices:
            return [*field.flatchoices][-self.side][0]
        for kind, value in (
            (models.BooleanField, bool(self.side)),
            (models.SmallIntegerField, 31_234),
            (models.IntegerField, 987_654_321),
            (models.DecimalField, "98765.43"),
            (models.DateTimeField, "2001-02-03T04:05:06Z"),
            (models.DateField, "2001-02-03"),
            (models.UUIDField, NEW_ID),
            (models.JSONField, {"smuggled": True}),
        ):
            if isinstance(field, kind):
                return value
        return "smuggled"

    def _another(self, model: type[models.Model]) -> Any:
        # Somebody else's, or another one, that is really there: the database would take it.
        if model not in self._others:
            keys = model._base_manager.order_by("pk").values_list("pk", flat=True)
            found = keys.last() if self.side else keys.first()
            self._others[model] = found if isinstance(found, int | None) else str(found)
        return self._others[model]


def smuggle(schema: Schema, body: Any, extras: Mapping[str, Any]) -> Any:
    """Put into each object of a body what its schema doesn't declare."""
    schema = resolved(schema)
    if isinstance(body, list):
        return [smuggle(schema.get("items", {}), entry, extras) for entry in body]
    if not isinstance(body, dict) or schema.get("additionalProperties"):
        return body
    known = properties(schema)
    filled = {name: smuggle(known.get(name, {}), value, extras) for name, value in body.items()}
    return {name: value for name, value in extras.items() if name not in known} | filled
