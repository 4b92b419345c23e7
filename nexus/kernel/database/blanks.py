from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression
from django.db.models.sql.compiler import SQLCompiler

EDGE = "\0"  # no statement holds one


class Blank(Expression):
    """A place in a statement that is filled in later; `is_many` where a list of values comes."""

    def __init__(self, name: str, *, is_many: bool = False) -> None:
        super().__init__()
        self.name = name
        self.is_many = is_many

    @property
    def mark(self) -> str:
        """Give what stands in the statement where a constant is to come."""
        return f"{EDGE}{self.name}{EDGE}"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Ask for a parameter."""
        return "%s", [self]
