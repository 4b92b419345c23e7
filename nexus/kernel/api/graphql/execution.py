"""How a prepared operation runs: graphql-core's executor, with a short way for plain values."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLLeafType,
    GraphQLObjectType,
    Undefined,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.executor_throwing_on_incremental import ExecutorThrowingOnIncremental
from graphql.pyutils import Path
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

_WRITTEN_AS_THEY_ARE = {"String", "Int", "Boolean", "Float", "Decimal", "DateTime", "UUID", "JSON"}

Write = Callable[[Any], Any]


class _Plain(NamedTuple):
    """A field that is no more than an attribute; `write` is None where JSON takes it as it is."""

    attribute: str
    nullable: bool
    write: Write | None


class LeanExecutor(ExecutorThrowingOnIncremental):
    """Read plain attributes without the machinery that a resolver needs: most fields of a list are such.

    A value that can't be written that way takes the long way, which says what is wrong with it and where.
    """

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: Any,
        position_context: Any,
    ) -> dict[str, Any]:
        """Answer the fields of one object."""
        results: dict[str, Any] = {}
        for name, plain, details in self._plan(parent_type, grouped_field_set):
            if plain is not None:
                value = getattr(source_value, plain.attribute)
                if value is not None or plain.nullable:
                    results[name] = plain.write(value) if plain.write and value is not None else value
                    continue
            at = Path(path, name, parent_type.name)
            result = self.execute_field(parent_type, source_value, details, at, position_context)
            if result is not Undefined:
                results[name] = result
        return results

    def _plan(self, kind: GraphQLObjectType, fields: Any) -> Sequence[tuple[str, _Plain | None, Any]]:
        # The same set of fields comes for each entry of a list; it is kept alive beside its plan.
        plans: dict[tuple[str, int], Any] = self.__dict__.setdefault("plans", {})
        key = (kind.name, id(fields))
        if key not in plans:
            found = (
                (name, _plain(kind, details[0].node.name.value), details) for name, details in fields.items()
            )
            plans[key] = (fields, list(found))
        planned: Sequence[tuple[str, _Plain | None, Any]] = plans[key][1]
        return planned


@cache
def _plain(kind: GraphQLObjectType, name: str) -> _Plain | None:
    field = kind.fields.get(name)
    ours = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF) if field else None
    if field is None or not isinstance(ours, StrawberryField) or not ours.is_basic_field:
        return None
    leaf = get_nullable_type(field.type)
    if not is_leaf_type(leaf):
        return None
    return _Plain(ours.python_name, not is_non_null_type(field.type), _writer(leaf))


def _writer(leaf: GraphQLLeafType) -> Write | None:
    if leaf.name in _WRITTEN_AS_THEY_ARE:
        return None
    if isinstance(leaf, GraphQLEnumType):
        return {entry.value: name for name, entry in leaf.values.items()}.__getitem__
    return str if leaf.name == "ID" else leaf.coerce_output_value
