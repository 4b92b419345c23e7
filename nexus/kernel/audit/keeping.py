"""What keeps a history: declared in a room's `histories.py`, kept by triggers that its migration makes.

A trigger sees every write, in bulk and by hand too. Which columns it keeps is said by name, so that a new
one that holds a secret is never kept by mistake.

    keep_history(History("coupon", Coupon, ("code", "value", "is_active"), owned=Coupon.objects.run_by))
    KeepHistory("promotions_coupon", "coupon", columns=["code", "value", "is_active"])  # in a migration
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.migrations import RunSQL
from django.db.models import Model, QuerySet
from django.utils.module_loading import autodiscover_modules

from nexus.kernel.kit.actor import Actor

_HISTORIES: dict[str, History] = {}

_TRIGGER = """
    CREATE TRIGGER history_{did} AFTER {did} ON {table} FOR EACH ROW {condition}
    EXECUTE FUNCTION audit_note_change({arguments});
"""
_NO_TRIGGER = "DROP TRIGGER history_{did} ON {table};"


@dataclass(frozen=True, slots=True)
class History:
    """What is kept of a model's rows.

    of, of_column: the kind of thing that it is a part of and is shown with, and the column that names it;
    through: where that column names yet another part, the table and the column to find the whole by.
    inserts: whether new rows are noted too; not where they come by the million and tell of themselves.
    owned: the rows whose history is the actor's to read; without it, it is the administrators'.
    """

    kind: str
    model: type[Model]
    columns: Sequence[str]
    of: str = ""
    of_column: str = ""
    through: tuple[str, str] | None = None
    inserts: bool = True
    owned: Callable[[Actor], QuerySet[Any]] | None = None

    @property
    def operation(self) -> KeepHistory:
        """Give the migration's operation that has it kept."""
        return KeepHistory(
            self.model._meta.db_table,
            self.kind,
            columns=list(self.columns),
            key=self.model._meta.pk.attname,
            of=self.of,
            of_column=self.of_column,
            through=self.through,
            inserts=self.inserts,
        )


class KeepHistory(RunSQL):
    """Have the database note each change of a table's rows."""

    def __init__(  # noqa: PLR0913 (as a History)
        self,
        table: str,
        kind: str,
        *,
        columns: list[str],
        key: str = "id",
        of: str = "",
        of_column: str = "",
        through: tuple[str, str] | None = None,
        inserts: bool = True,
    ) -> None:
        self.said = {
            "table": table,
            "kind": kind,
            "columns": columns,
            "key": key,
            "of": of,
            "of_column": of_column,
            "through": through,
            "inserts": inserts,
        }
        arguments = [kind, key, of or kind, of_column or key, *(through or ("", "")), *columns]
        written = ", ".join(f"'{argument}'" for argument in arguments)
        kept = ["UPDATE", "DELETE", *(["INSERT"] if inserts else [])]
        make = [
            _TRIGGER.format(did=did, table=table, condition=_condition(did, columns), arguments=written)
            for did in kept
        ]
        super().__init__("".join(make), "".join(_NO_TRIGGER.format(did=did, table=table) for did in kept))

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name what it was made from, for squashed migrations."""
        return type(self).__name__, [], self.said

    @property
    def undone(self) -> str:
        """Give the statements that end it."""
        return str(self.reverse_sql)


def keep_history(*histories: History) -> None:
    """Declare what keeps a history."""
    _HISTORIES.update({history.kind: history for history in histories})


def histories() -> Mapping[str, History]:
    """Give what keeps a history, by its kind, from the `histories.py` of all rooms."""
    _load()
    return _HISTORIES


@cache
def tables() -> frozenset[str]:
    """Name the tables whose changes are noted."""
    return frozenset(history.model._meta.db_table for history in histories().values())


@cache
def _load() -> None:
    autodiscover_modules("histories")


def _condition(did: str, columns: Sequence[str]) -> str:
    # Asked by the executor itself: a write of other columns, such as the stock of each order, costs nothing.
    if did != "UPDATE":
        return ""
    before, after = (", ".join(f'{row}."{name}"' for name in columns) for row in ("OLD", "NEW"))
    return f"WHEN (({before}) IS DISTINCT FROM ({after}))"
