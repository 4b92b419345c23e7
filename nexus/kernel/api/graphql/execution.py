"""How a prepared operation runs: graphql-core's executor, with a short way for what has no arguments."""

from collections.abc import Callable, Sequence
from functools import cache
from inspect import iscoroutinefunction, signature
from operator import attrgetter
from typing import Any, NamedTuple, NoReturn, cast
from uuid import UUID

from graphql import (
    ExecutionResult,
    Executor,
    GraphQLEnumType,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.executor_throwing_on_incremental import ExecutorThrowingOnIncremental
from graphql.pyutils import Path
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

_WRITTEN_AS_THEY_ARE = {"String", "Int", "Boolean", "Float", "Decimal", "DateTime", "Date", "JSON"}

Read = Callable[[Any], Any]
Write = Callable[[Any], Any]


class _Plain(NamedTuple):
    """A field that ends in a value; `write` is None where JSON takes it as it is."""

    read: Read
    kind: GraphQLOutputType
    nullable: bool
    write: Write | None


class _Branch(NamedTuple):
    """A field that goes on in an object, or in each one of a list; `entry` is what the list says of those."""

    read: Read
    kind: GraphQLOutputType
    nullable: bool
    object: GraphQLObjectType
    entry: GraphQLOutputType | None


_Plan = _Plain | _Branch


def run(executor: Executor[None]) -> ExecutionResult:
    """Run an operation; its values are written by the house's JSON encoder."""
    result = executor.execute_operation()
    if not isinstance(result, ExecutionResult):
        raise TypeError("A resolver is asynchronous; this door is not.")
    return result


class LeanExecutor(ExecutorThrowingOnIncremental):
    """Answer attributes and plain methods without the machinery that arguments need: most fields are such."""

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
        for name, plan, details in self._plans(parent_type, grouped_field_set):
            if plan is None:
                at = Path(path, name, parent_type.name)
                result = self.execute_field(parent_type, source_value, details, at, position_context)
                if result is not Undefined:
                    results[name] = result
                continue
            try:
                value = plan.read(source_value)
                if value is None:
                    results[name] = None if plan.nullable else _refuse_null(f"field {parent_type}.{name}")
                elif isinstance(plan, _Plain):
                    results[name] = value if plan.write is None else plan.write(value)
                else:
                    results[name] = self._enter(plan, value, details, Path(path, name, parent_type.name))
            except Exception as error:  # noqa: BLE001 (each field answers for itself)
                self.handle_field_error(error, plan.kind, details, Path(path, name, parent_type.name))
                results[name] = None
        return results

    def _enter(self, branch: _Branch, value: Any, details: Any, path: Path) -> Any:
        fields = self.collect_subfields(branch.object, details).grouped_field_set
        if branch.entry is None:
            return self.execute_fields(branch.object, value, path, fields, None)
        entries: list[dict[str, Any] | None] = []
        for number, entry in enumerate(value):
            at = path.add_key(number, None)
            try:
                if entry is None:
                    entries.append(_refuse_null("entry") if is_non_null_type(branch.entry) else None)
                else:
                    entries.append(self.execute_fields(branch.object, entry, at, fields, None))
            except Exception as error:  # noqa: BLE001 (each entry answers for itself)
                self.handle_field_error(error, branch.entry, details, at)
                entries.append(None)
        return entries

    def _plans(self, kind: GraphQLObjectType, fields: Any) -> Sequence[tuple[str, _Plan | None, Any]]:
        # The same set of fields comes for each entry of a list; it is kept alive beside its plans.
        plans: dict[tuple[str, int], Any] = self.__dict__.setdefault("plans", {})
        key = (kind.name, id(fields))
        if key not in plans:
            found = (
                (name, _plan(kind, details[0].node.name.value), details) for name, details in fields.items()
            )
            plans[key] = (fields, list(found))
        planned: Sequence[tuple[str, _Plan | None, Any]] = plans[key][1]
        return planned


def _refuse_null(what: str) -> NoReturn:
    raise TypeError(f"Cannot return null for non-nullable {what}.")


@cache
def _plan(kind: GraphQLObjectType, name: str) -> _Plan | None:
    field = kind.fields.get(name)
    ours = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF) if field else None
    read = _reader(ours) if isinstance(ours, StrawberryField) else None
    if field is None or read is None:
        return None
    nullable, shown = not is_non_null_type(field.type), get_nullable_type(field.type)
    if is_leaf_type(shown):
        return _Plain(read, field.type, nullable, _writer(shown))
    entry = shown.of_type if is_list_type(shown) else None
    kind_of_each = get_nullable_type(entry or shown)
    if is_object_type(kind_of_each) and kind_of_each.is_type_of is None:
        return _Branch(read, field.type, nullable, kind_of_each, entry)
    return None


def _reader(field: StrawberryField) -> Read | None:
    if field.is_basic_field:
        return attrgetter(field.python_name)
    resolver = field.base_resolver
    if (
        resolver is None
        or field.extensions
        or field.permission_classes
        or iscoroutinefunction(resolver.wrapped_func)
    ):
        return None
    method = cast("Read", resolver.wrapped_func)
    return method if [*signature(method).parameters] == ["self"] else None


def _writer(leaf: GraphQLLeafType) -> Write | None:
    if leaf.name in _WRITTEN_AS_THEY_ARE:
        return None
    if isinstance(leaf, GraphQLEnumType):
        return {entry.value: name for name, entry in leaf.values.items()}.__getitem__
    return _identifier if leaf.name == "ID" else leaf.coerce_output_value


def _identifier(value: Any) -> Any:
    return value if isinstance(value, UUID) else str(value)  # JSON's encoder writes a UUID far sooner
