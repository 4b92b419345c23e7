"""The rules taken out one by one: the registry's permissions, and what QuerySets say is visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

import rules
from django.apps import apps
from rules.rulesets import RuleSet

from nexus.kernel.api.views import ApiView

Dropping = Callable[[], AbstractContextManager[object]]


def rules_to_drop() -> dict[str, Dropping]:
    """Name every rule, with what takes it out for a while."""
    found: dict[str, Dropping] = {name: _allowing(name) for name in rules.permissions.permissions}
    return found | {named(kind): _showing(kind) for kind in visible_to()}


def visible_to() -> list[type[Any]]:
    """List the QuerySets that say what is visible."""
    managers = [manager for model in apps.get_models() for manager in model._meta.managers]
    lineage = [kind for manager in managers for kind in type(manager.get_queryset()).__mro__]
    return [kind for kind in dict.fromkeys(lineage) if "visible_to" in vars(kind)]


@contextmanager
def consulted() -> Iterator[set[str]]:
    """Note which rules are asked."""
    asked: set[str] = set()
    whether = RuleSet.test_rule

    def test_rule(self: RuleSet, name: str, *args: Any) -> bool:
        asked.add(name)
        return bool(whether(self, name, *args))

    kinds = visible_to()
    originals = {kind: vars(kind)["visible_to"] for kind in kinds}

    def noting(kind: type[Any]) -> Callable[..., Any]:
        def seen(self: Any, actor: Any) -> Any:
            asked.add(named(kind))
            return originals[kind](self, actor)

        return seen

    RuleSet.test_rule = test_rule
    for kind in kinds:
        kind.visible_to = noting(kind)
    try:
        yield asked
    finally:
        RuleSet.test_rule = whether
        for kind, original in originals.items():
            kind.visible_to = original


def named(kind: type[Any]) -> str:
    """Name what a QuerySet says is visible."""
    return f"{kind.__name__}.visible_to"


def _allowing(name: str) -> Dropping:
    @contextmanager
    def allowing() -> Iterator[None]:
        # The door asks a visitor to sign in before any rule is asked: that would hide what the rule does.
        asked = patch.object(ApiView, "_ask_to_sign_in", lambda *_: None)
        with asked, patch.dict(rules.permissions.permissions, {name: rules.always_allow}):
            yield

    return allowing


def _showing(kind: type[Any]) -> Dropping:
    return lambda: patch.object(kind, "visible_to", lambda self, _: self.all())
