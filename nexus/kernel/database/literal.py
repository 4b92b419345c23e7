import re
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Value
from django.db.models.sql.compiler import SQLCompiler

from nexus.kernel.database.blanks import Blank

# Beyond ASCII nothing means anything to SQL; the vowel signs of many scripts are no \w.
_PLAIN = re.compile(r"[\w '*:|&()\u0080-\U0010ffff]*")


class Literal(Value):
    """A constant that stands in the statement itself, where the planner sees it.

    PostgreSQL may settle on one plan for all parameters of a prepared statement. Behind a parameter it can't
    see that a partial index holds what is asked for, nor how many rows a price range or a search leaves.
    Only amounts and texts of plain characters can be written so; a Blank leaves the place open for one.
    """

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Write the constant."""
        return self.value.mark if isinstance(self.value, Blank) else written(self.value), []


def written(value: Any) -> str:
    """Write a constant as SQL; ValueError where it isn't plain."""
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return "'{}'".format(value.replace("'", "''"))
    raise ValueError(f"Not a constant for a statement: {value!r}")
