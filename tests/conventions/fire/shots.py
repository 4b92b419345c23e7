"""The whole schema under fire: whatever is sent, no 5xx, and every answer is one that the document names."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis import BaseSchema, Case
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conventions.routes import operations

load_all_checks()

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

# The committed document only names the operations: another test holds it to be of today. To shoot at each is
# prepared when its test runs, or each of the suite's workers would prepare all of them before it begins.
DOCUMENT = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text())
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
VIEWS = {f"{method.upper()} {route.documented}": route.view for route, method in operations()}
PAGING = {"page", "page_size", "cursor"}
SAYS = ("parameters", "requestBody", "responses", "security")

# What the schema's limits suggest is always tried (some 80 shots an operation); so many more are drawn.
under_fire = settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def targets(*methods: str) -> list[str]:
    """Name the operations of these methods: one where several are the same code in the same words (PATCH)."""
    different: dict[tuple[object, str], str] = {}
    for label, told in OPERATIONS.items():
        said = json.dumps([told.get(part) for part in SAYS])
        code = getattr(VIEWS[label], label.partition(" ")[0].lower())
        different.setdefault((code, said), label)
    return [label for label in different.values() if label.startswith(methods)]


def is_open(label: str) -> bool:
    """Tell where a visitor isn't told to sign in, whatever the body: test_envelope.py sees to the others."""
    return {} in OPERATIONS[label].get("security", [{}])


def askers(label: str, token: str) -> list[dict[str, str]]:
    """Ask as somebody in every role, and as a visitor where one is let in: only so where nobody is known."""
    visitor, everyone = {}, {"Authorization": token}
    if not is_open(label):
        return [everyone]
    return [visitor, everyone] if VIEWS[label].authentication_classes else [visitor]


def fire(schema: BaseSchema, label: str, token: str, things: dict[str, int | str]) -> None:
    """Send each shot to the same site: what one that was let in wrote is taken back before the next."""

    @under_fire
    def shoot(case: Case) -> None:
        named = case.path_parameters.items()
        case.path_parameters = {name: things.get(name, value) for name, value in named}
        for headers in askers(label, token):
            answer = case.call(headers=headers)
            if answer.status_code < 400 or transaction.get_rollback():
                transaction.set_rollback(False)
                transaction.savepoint_rollback(untouched)
            case.validate_response(answer, checks=CHECKS)

    operation = schema.find_operation_by_label(label)
    assert operation, "The committed document names it, today's doesn't."
    fire_all = build_operation_test(
        config=schema.config,
        operation=operation,
        test_func=shoot,
        given_kwargs={},
        feedback=FeedbackSources(),
    )
    with taken_back():
        untouched = transaction.savepoint()
        fire_all()


def page_by_one(document: dict[str, Any]) -> None:
    """Leave how to page to the first list: it is the same code for all, and test_envelope.py pages each."""
    lists = [told["get"] for told in document["paths"].values() if "get" in told]
    _, *others = [told for told in lists if {asked["name"] for asked in told.get("parameters", ())} >= PAGING]
    for told in others:
        told["parameters"] = [asked for asked in told["parameters"] if asked["name"] not in PAGING]


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo what is written meanwhile."""
    # Actions take the transaction for the test's own one.
    shot = transaction.atomic()
    shot._from_testcase = True
    with shot:
        yield
        transaction.set_rollback(True)
