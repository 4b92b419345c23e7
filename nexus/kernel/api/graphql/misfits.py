"""What a client gave that doesn't fit the schema: told by its place, and never by what was given.

graphql-core is the judge. Its own sentences repeat the value, as Python writes it: whoever keeps them, such
as a client's error tracker, would keep a password with them.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from graphql import (
    ArgumentNode,
    DocumentNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    GraphQLSchema,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValidationRule,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    coerce_input_literal,
    coerce_input_value,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    type_from_ast,
    validate_input_literal,
    value_from_ast_untyped,
    visit,
)
from graphql.pyutils import did_you_mean, suggestion_list
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.utils.str_converters import to_snake_case

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.graphql.scalars import WANTED

MOST_TOLD: Final = 50
REQUIRED: Final = "This field is required."
NOT_NULL: Final = "This field may not be null."
AN_OBJECT: Final = "Give an object."
ANOTHER: Final = "Give another value."

Place = tuple[str | int, ...]


class Misfit(NamedTuple):
    """One fault: where it lies in what was given, and what is to be given there.

    at: the part of the document where it stands; None for what came in a variable.
    """

    place: Place
    sentence: str
    at: Node | None


class ValuesFitRule(ValidationRule):
    """The specification's rule that the values in a document are of their types, told without the values."""

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """Judge what is given to a field or a directive."""
        argument = self.context.get_argument()
        name = node.name.value
        for misfit in _judged(node.value, argument.type) if argument is not None else ():
            self.report_error(_error(misfit, f"Argument '{name}'", node.value, (name,)))

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        """Judge what a variable is where none comes."""
        kind, given, name = self.context.get_input_type(), node.default_value, node.variable.name.value
        for misfit in _judged(given, kind) if given is not None and kind is not None else ():
            at = _Uses(self.context.document).places.get(name, ())
            self.report_error(_error(misfit, f"The default of variable '${name}'", given or node, at))


def misfits_of_variables(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> list[GraphQLError]:
    """Tell which variables of an operation don't fit, once it is known that they don't."""
    places = _Uses(document).places
    found = (
        _error(misfit, f"Variable '${name}'", named, places.get(name, ()))
        for named in operation.variable_definitions or ()
        for name in (named.variable.name.value,)
        for misfit in _of_variable(schema, named, variables.get(name, Undefined))
    )
    return list(islice(found, MOST_TOLD)) or [GraphQLError(ANOTHER)]


def _of_variable(schema: GraphQLSchema, named: VariableDefinitionNode, given: Any) -> Iterator[Misfit]:
    if given is Undefined and named.default_value is not None:
        return iter(())
    return _misfits(given, type_from_ast(schema, named.type))


def _judged(given: ValueNode, kind: GraphQLInputType) -> list[Misfit]:
    refused: list[GraphQLError] = []
    validate_input_literal(given, kind, lambda error, _: refused.append(error), hide_suggestions=True)
    if not refused:
        return []
    return list(islice(_misfits(given, kind), MOST_TOLD)) or [Misfit((), ANOTHER, given)]


class _Uses(Visitor):
    """Where each variable stands first: in which argument, and in which field of what that is given."""

    def __init__(self, document: DocumentNode) -> None:
        super().__init__()
        self.places: dict[str, Place] = {}
        visit(document, self)

    def enter_variable(self, node: VariableNode, _: Any, parent: Any, __: Any, around: list[Any]) -> None:
        if not isinstance(parent, VariableDefinitionNode):
            parts = (part for part in (*around, parent) if isinstance(part, ArgumentNode | ObjectFieldNode))
            self.places.setdefault(node.name.value, tuple(part.name.value for part in parts))


def _error(misfit: Misfit, what: str, node: Node, at: Place) -> GraphQLError:
    place = ".".join(str(step) for step in misfit.place)
    where = f" at '{place}'" if place else ""
    message = f"{what} doesn't fit{where}: {misfit.sentence}"
    told = ValidationFailed(message, _details((*at, *misfit.place), misfit.sentence))
    return GraphQLError(message, misfit.at or node, original_error=told)


def _details(place: Place, sentence: str) -> dict[str, Any]:
    # As REST names them: what a body is there, or a query string, is an argument here and isn't named.
    inside = place[1:] if len(place) > 1 and isinstance(place[1], str) else place
    told: Any = [sentence]
    for step in reversed(inside):
        told = {to_snake_case(str(step)): told}
    return told if inside else {}


def _misfits(given: Any, kind: Any, place: Place = ()) -> Iterator[Misfit]:
    if isinstance(given, VariableNode):
        return  # it is held to a type of its own
    if is_non_null_type(kind):
        if given is Undefined or _is_null(given):
            yield _misfit(place, REQUIRED if given is Undefined else NOT_NULL, given)
        else:
            yield from _misfits(given, kind.of_type, place)
    elif given is Undefined or _is_null(given):
        return
    elif is_list_type(kind):
        yield from _in_list(given, kind.of_type, place)
    elif is_input_object_type(kind):
        yield from _in_object(given, kind, place)
    elif (sentence := _wanted(given, kind)) is not None:
        yield _misfit(place, sentence, given)


def _in_list(given: Any, kind: GraphQLInputType, place: Place) -> Iterator[Misfit]:
    entries: Sequence[Any] | None = given.values if isinstance(given, ListValueNode) else given
    if not isinstance(entries, list | tuple):
        yield from _misfits(given, kind, place)  # one thing is a list of one
        return
    for number, entry in enumerate(entries):
        yield from _misfits(entry, kind, (*place, number))


def _in_object(given: Any, kind: GraphQLInputObjectType, place: Place) -> Iterator[Misfit]:
    fields = _fields(given)
    if fields is None:
        yield _misfit(place, AN_OBJECT, given)
        return
    undeclared = {name: said for name, said in fields.items() if name not in kind.fields}
    if undeclared:
        _tell_input(kind, undeclared)
    for name, said in undeclared.items():
        meant = did_you_mean(suggestion_list(name, list(kind.fields)))
        yield _misfit((*place, name), f"There is no such field.{meant}", said)
    for name, field in kind.fields.items():
        inner = fields.get(name, Undefined)
        if inner is not Undefined or is_required_input_field(field):
            yield from _misfits(inner, field.type, (*place, name))


def _tell_input(kind: GraphQLInputObjectType, undeclared: Mapping[str, Any]) -> None:
    # An input may want to know what else was said: its `on_undeclared` is told it in REST's spelling.
    definition = kind.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    hear = getattr(definition.origin, "on_undeclared", None)
    if hear is not None:
        hear({to_snake_case(name): _as_json_has_it(said) for name, said in undeclared.items()})


def _as_json_has_it(given: Any) -> Any:
    return value_from_ast_untyped(given) if isinstance(given, ValueNode) else given


def _fields(given: Any) -> Mapping[str, Any] | None:
    if isinstance(given, ObjectValueNode):
        return {field.name.value: field.value for field in given.fields}
    return given if isinstance(given, dict) else None


def _wanted(given: Any, kind: GraphQLLeafType) -> str | None:
    read = coerce_input_literal if isinstance(given, ValueNode) else coerce_input_value
    if read(given, kind) is not Undefined:
        return None
    if is_enum_type(kind):
        return f"Give one of: {', '.join(kind.values)}."
    return WANTED.get(kind.name, ANOTHER)


def _misfit(place: Place, sentence: str, given: Any) -> Misfit:
    return Misfit(place, sentence, given if isinstance(given, Node) else None)


def _is_null(given: Any) -> bool:
    return given is None or isinstance(given, NullValueNode)
