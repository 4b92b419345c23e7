import re
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Value
from django.db.models.sql.compiler import SQLCompiler

_PLAIN = re.compile(r"[\w '*:|&()]*")


class Literal(Value):
    """A constant that stands in the statement itself, where the planner sees it.

    PostgreSQL may settle on one plan for all parameters of a prepared statement. Behind a parameter it can't
    see that a partial index holds what is asked for, nor how many rows a price range or a search leaves.
    Only amounts and texts of plain characters can be written so.
    """

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Write the constant."""
        if isinstance(self.value, Decimal) and self.value.is_finite():
            return f"{self.value:f}", []
        if isinstance(self.value, str) and _PLAIN.fullmatch(self.value):
            return "'{}'".format(self.value.replace("'", "''")), []
        raise ValueError(f"Not a constant for a statement: {self.value!r}")
