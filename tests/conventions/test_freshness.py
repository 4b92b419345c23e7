"""A public answer is told apart by what it is made of, and all of it ends with the write that changes it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import nexus
from nexus.kernel.api.shapes import example_of
from tests.conventions.routes import name_of, operations

PUBLIC = [(route, method) for route, method in operations() if route.operation(method).public]

# What an answer shows of other rooms, by the field it is shown in.
SHOWN_OF = {"username": "accounts", "category": "taxonomy"}

each = pytest.mark.parametrize(("route", "method"), PUBLIC, ids=name_of)


@cache
def begun_anew() -> set[str]:
    """Every resource whose next generation is begun somewhere."""
    calls = [
        node
        for path in Path(nexus.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "bump"
    ]
    return {ast.literal_eval(argument) for call in calls for argument in call.args}


def fields_of(shown: object) -> Iterator[str]:
    if isinstance(shown, list):
        shown = dict(enumerate(shown))
    if isinstance(shown, dict):
        for name, value in shown.items():
            yield str(name)
            yield from fields_of(value)


@each
def test_each_of_its_resources_ends_with_a_write(route, method):
    assert set(route.operation(method).public) <= begun_anew()


@each
def test_it_ends_with_the_writes_of_all_that_it_shows(route, method):
    told = route.operation(method)
    shown = {SHOWN_OF[name] for name in fields_of(example_of(told.answer)) if name in SHOWN_OF}

    assert shown <= set(told.public)
