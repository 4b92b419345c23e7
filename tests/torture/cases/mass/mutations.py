"""The same over GraphQL: an input that its type doesn't declare is refused before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from django.apps import apps
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)
from rest_framework.test import APIClient

from nexus.config.schema import schema
from tests.torture.cases.access.world import World
from tests.torture.cases.mass.asking import undone
from tests.torture.cases.mass.extras import TRIED
from tests.torture.cases.mass.written import Watch
from tests.torture.results import Result

REFUSED = ("{}': There is no such field.", "Unknown argument '{}'")
AT_ONCE = 30  # as many faults are named in one answer
ARGUMENTS_AT_ONCE = 3
Wrapped = Callable[[dict[str, Any]], Any]


def try_mutations(result: Result, world: World, every: int) -> None:
    """Put each field of any model into each input of each mutation."""
    mutations = schema.types.mutation_type
    assert mutations is not None
    client = APIClient(raise_request_exception=False, SERVER_NAME="localhost")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {world.people['admin'].token}")
    for name, mutation in [*mutations.fields.items()][::every]:
        result.n += 1
        with undone():
            watch = Watch()
            for query, variables, smuggled in _askings(name, mutation):
                result.sent += 1
                told = _errors(client, query, variables)
                result.violated += [
                    f"{name} takes {each}."
                    for each in smuggled
                    if not any(said.format(each) in told for said in REFUSED)
                ]
            written = watch.written()
        if written.counts:
            result.violated.append(f"{name} wrote to {', '.join(written.counts)}.")


def _errors(client: APIClient, query: str, variables: Any) -> str:
    answer = client.post("/graphql", {"query": query, "variables": variables}, format="json")
    return " ".join(error["message"] for error in answer.json().get("errors", []))


def _askings(name: str, mutation: GraphQLField) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    shown = "" if is_leaf_type(get_named_type(mutation.type)) else "{ __typename }"
    declared = ", ".join(f"${argument}: {told.type}" for argument, told in mutation.args.items())
    given = ", ".join(f"{argument}: ${argument}" for argument in mutation.args)
    for argument, told in mutation.args.items():
        for kind, wrapped in _places(told):
            query = f"mutation({declared}) {{ {name}({given}) {shown} }}"
            for names in _some(_names(kind.fields, _columns()), AT_ONCE):
                yield query, {argument: wrapped(dict.fromkeys(names, "smuggled"))}, names
    for names in _some(_names(mutation.args, TRIED), ARGUMENTS_AT_ONCE):
        extras = ", ".join(f'{each}: "smuggled"' for each in names)
        yield f"mutation {{ {name}({extras}) {shown} }}", {}, names


def _places(told: GraphQLArgument | GraphQLInputField) -> Iterator[tuple[GraphQLInputObjectType, Wrapped]]:
    """Give each object that an input holds, and how one comes to it."""
    kind = get_named_type(told.type)
    if not isinstance(kind, GraphQLInputObjectType):
        return
    is_list = isinstance(get_nullable_type(told.type), GraphQLList)

    def wrapped(inside: Any) -> Any:
        return [inside] if is_list else inside

    yield kind, wrapped
    for name, inner in kind.fields.items():
        for deeper, into in _places(inner):
            yield deeper, lambda extras, name=name, into=into: wrapped({name: into(extras)})  # type: ignore[misc]


def _names(declared: Any, tried: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(map(_camel, tried)) if name not in declared]


@cache
def _columns() -> tuple[str, ...]:
    named = {field.name for model in apps.get_models() for field in model._meta.concrete_fields}
    return (*TRIED, *sorted(named))


def _some(names: list[str], at_once: int) -> Iterator[tuple[str, ...]]:
    for first in range(0, len(names), at_once):
        yield tuple(names[first : first + at_once])


def _camel(name: str) -> str:
    first, *others = name.strip("_").split("_")
    return first + "".join(word.title() for word in others)
