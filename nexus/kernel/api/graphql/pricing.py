"""What an operation may cost: the number of values that its answer could hold, reckoned before it runs."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    SelectionNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.graphql.execution import LeanExecutor
from nexus.kernel.api.graphql.limits import LIMITS, USUAL_PAGE
from nexus.kernel.api.paging import LARGEST_PAGE

LOOK_UP: Final = 50
MUTATION: Final = 4_000
USUAL_LIST: Final = 5
SIZES: Final = {"first", "last"}


def refuse_expensive(executor: LeanExecutor) -> None:
    """Refuse an operation whose answer could be larger than the limit."""
    cost = _Pricing(executor).of_all()
    if cost > LIMITS.cost:
        raise ValidationFailed(
            f"This operation is too expensive: it costs {cost}, where {LIMITS.cost} is allowed. "
            "Ask for fewer fields or smaller pages."
        )


class _Pricing:
    def __init__(self, executor: LeanExecutor) -> None:
        self._schema, self._operation = executor.schema, executor.operation
        self._fragments, self._variables = executor.fragment_definitions, executor.variable_values.coerced
        self._known: dict[tuple[str, int], int] = {}

    def of_all(self) -> int:
        root = self._schema.get_root_type(self._operation.operation)
        return self._of(self._operation.selection_set.selections, root, 1) if root else 0

    def _of(self, selections: tuple[SelectionNode, ...], kind: GraphQLNamedType, page: int) -> int:
        return sum(self._of_one(selection, kind, page) for selection in selections)

    def _of_one(self, selection: SelectionNode, kind: GraphQLNamedType, page: int) -> int:
        if isinstance(selection, FieldNode):
            return self._of_field(selection, kind, page)
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value, page)
        if isinstance(selection, InlineFragmentNode):
            named = selection.type_condition
            inside = self._schema.type_map[named.name.value] if named else kind
            return self._of(selection.selection_set.selections, inside, page)
        return 0

    def _of_fragment(self, name: str, page: int) -> int:
        if (name, page) not in self._known:
            fragment = self._fragments[name]
            kind = self._schema.type_map[fragment.type_condition.name.value]
            self._known[name, page] = self._of(fragment.selection_set.selections, kind, page)
        return self._known[name, page]

    def _of_field(self, node: FieldNode, kind: GraphQLNamedType, page: int) -> int:
        field = kind.fields.get(node.name.value) if isinstance(kind, GraphQLObjectType) else None
        if field is None:
            return 1  # what the schema says of itself, which has its own limits
        price = 1 + self._beginning(kind)
        if node.selection_set is None:
            return price
        if SIZES & field.args.keys():
            page = self._page(node)
        inner = self._of(node.selection_set.selections, get_named_type(field.type), page)
        return price + inner * _times(node, field, page)

    def _beginning(self, kind: GraphQLNamedType) -> int:
        if kind is self._schema.mutation_type:
            return MUTATION
        return LOOK_UP if kind in {self._schema.query_type, self._schema.subscription_type} else 0

    def _page(self, node: FieldNode) -> int:
        asked = [
            _number(argument.value, self._variables)
            for argument in node.arguments or ()
            if argument.name.value in SIZES
        ]
        return min(max(asked, default=USUAL_PAGE), LARGEST_PAGE)


def _times(node: FieldNode, field: GraphQLField, page: int) -> int:
    if not is_list_type(get_nullable_type(field.type)):
        return 1
    return page if node.name.value == "edges" else USUAL_LIST


def _number(value: Any, variables: Mapping[str, Any]) -> int:
    if isinstance(value, VariableNode):
        given = variables.get(value.name.value)
        return USUAL_PAGE if given is None else max(given, 0)
    return max(int(value.value), 0) if isinstance(value, IntValueNode) else USUAL_PAGE
