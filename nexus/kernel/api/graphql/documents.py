"""Documents, parsed, measured and validated once: the same text comes again and again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    TokenKind,
    parse,
    validate,
)
from graphql.validation import (
    NoSchemaIntrospectionCustomRule,
    ValuesOfCorrectTypeRule,
    recommended_rules,
    specified_rules,
)

from nexus.kernel.api.errors import MalformedRequest, NexusError, ValidationFailed
from nexus.kernel.api.graphql.limits import LIMITS
from nexus.kernel.api.graphql.measure import refuse_oversized
from nexus.kernel.api.graphql.misfits import ValuesFitRule
from nexus.kernel.api.graphql.steps import roots
from nexus.kernel.api.parsing import check_number, check_text

# A document of the largest size takes half a megabyte: strangers can make a worker keep 20 in all.
KEPT = 40
TOLD = 5
_RULES = [
    *(rule for rule in specified_rules if rule is not ValuesOfCorrectTypeRule),
    ValuesFitRule,
    *recommended_rules,
]
# What a syntax error repeats of a document: a token that may be a value, a piece of a text.
_REPEATED = re.compile(
    r"\b(Name|Int|Float|String|BlockString) '.*'|(?<=escape sequence): .*(?=\.)", re.DOTALL
)


class InvalidDocumentError(Exception):
    """The document, or a variable that came with it, doesn't fit the schema; `faults` says where and why."""

    def __init__(self, faults: list[GraphQLError]) -> None:
        self.faults = faults
        super().__init__()


@dataclass(frozen=True)
class Prepared:
    """A document that may be executed."""

    document: DocumentNode
    operations: dict[str | None, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]

    @classmethod
    def of(cls, document: DocumentNode) -> "Prepared":
        """Sort a document's definitions."""
        operations, fragments = {}, {}
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                operations[definition.name.value if definition.name else None] = definition
            elif isinstance(definition, FragmentDefinitionNode):
                fragments[definition.name.value] = definition
        return cls(document, operations, fragments)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Give the operation that is to run: the named one, or the only one."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        try:
            return self.operations[name]
        except KeyError:
            known = ", ".join(known for known in self.operations if known) or "they have no names"
            raise ValidationFailed(f"Name one of this document's operations: {known}.") from None

    def roots(self, operation: OperationDefinitionNode) -> Iterator[str]:
        """Name the root fields that an operation selects."""
        return roots(operation.selection_set, self.fragments)


@lru_cache(maxsize=KEPT)
def prepare(schema: GraphQLSchema, text: str, *, introspection: bool) -> Prepared:
    """Read a document; one that is too large, broken or against the schema is refused, and not remembered."""
    document = _parse(text)
    refuse_oversized(document)
    rules = _RULES if introspection else [*_RULES, NoSchemaIntrospectionCustomRule]
    if faults := validate(schema, document, rules, max_errors=TOLD):
        raise InvalidDocumentError(faults)
    return Prepared.of(document)


def _parse(text: str) -> DocumentNode:
    if len(text) > LIMITS.characters:
        raise _too_long("characters", LIMITS.characters)
    try:
        document = parse(text, max_tokens=LIMITS.tokens)
    except GraphQLSyntaxError as error:
        if "tokens" in error.message:
            raise _too_long("tokens", LIMITS.tokens) from None
        error.original_error = MalformedRequest(_REPEATED.sub(r"\1", error.message))
        raise InvalidDocumentError([error]) from None  # which tells where
    except RecursionError:
        raise MalformedRequest("This document is nested too deeply to be read.") from None
    _refuse_unstorable(document)
    return document


def _refuse_unstorable(document: DocumentNode) -> None:
    """Hold the values that stand in a document to what a JSON body may hold."""
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind in {TokenKind.STRING, TokenKind.BLOCK_STRING}:
            check_text(token.value or "")
        elif token.kind in {TokenKind.INT, TokenKind.FLOAT}:
            check_number(token.value or "0")
        token = token.next


def _too_long(what: str, allowed: int) -> NexusError:
    return ValidationFailed(f"This document is too long: {allowed} {what} are allowed.")
