"""How large a document is with its fragments written out: counted in one pass, whatever they unfold to."""

from dataclasses import dataclass, fields, replace

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.graphql.limits import LIMITS

INTROSPECTIONS = {"__schema", "__type"}


@dataclass(frozen=True)
class Size:
    """What a selection holds."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    repeats: int = 0
    introspections: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.repeats + other.repeats,
            self.introspections + other.introspections,
        )


def refuse_oversized(document: DocumentNode) -> None:
    """Refuse a document that nests, repeats or unfolds beyond the limits."""
    measure = _Measure(document)
    total = Size()
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            total += measure.of(definition.selection_set)
    for counted in fields(Size):
        _hold(counted.name, getattr(total, counted.name), getattr(LIMITS, counted.name))


def _hold(name: str, found: int, allowed: int) -> None:
    if found > allowed:
        counted = f"{found} levels deep" if name == "depth" else f"{found} {name}"
        raise ValidationFailed(f"This document is too complex: {counted}, where {allowed} are allowed.")


def _name(field: FieldNode) -> str:
    return (field.alias or field.name).value


def _repeats(names: list[str]) -> int:
    return len(names) - len(set(names))


class _Measure:
    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._known: dict[str, Size] = {}
        self._open: set[str] = set()

    def of(self, selected: SelectionSetNode | None) -> Size:
        selections = selected.selections if selected else ()
        # Validation compares fields of the same name each with each: all else in it is linear.
        total = Size(repeats=_repeats([_name(field) for field in selections if isinstance(field, FieldNode)]))
        for selection in selections:
            total += self._of_one(selection)
        return total

    def _of_one(self, selection: SelectionNode) -> Size:
        if isinstance(selection, FieldNode):
            return self._of_field(selection)
        if isinstance(selection, InlineFragmentNode):
            return self.of(selection.selection_set)
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value)
        return Size()

    def _of_field(self, field: FieldNode) -> Size:
        inner = self.of(field.selection_set)
        # What a schema says of itself nests deeper than any data; another rule bounds it.
        looks_inward = field.name.value in INTROSPECTIONS
        depth = 1 if looks_inward else 1 + inner.depth
        return replace(inner, depth=depth) + Size(0, 1, bool(field.alias), 0, looks_inward)

    def _of_fragment(self, name: str) -> Size:
        if name in self._open:
            raise ValidationFailed(f"The fragment '{name}' contains itself.")
        if name not in self._known:
            fragment = self._fragments.get(name)
            self._open.add(name)
            self._known[name] = self.of(fragment.selection_set) if fragment else Size()
            self._open.discard(name)
        return self._known[name]
