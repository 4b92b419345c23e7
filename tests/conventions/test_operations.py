"""Every method of every path says what it is: a sentence, who may, examples that hold, what can fail."""

from collections.abc import Callable

import msgspec

from nexus.kernel.api.errors import REGISTRY
from nexus.kernel.api.operations import ANYONE
from nexus.kernel.api.query import ListQuery
from nexus.kernel.api.shapes import example_of
from nexus.kernel.api.views import ApiView
from tests.conventions.routes import Route, operations, routes

ALL = operations()

# Under a key the answer is kept for a day: never one with a secret in it, which is shown once.
SHOWS_A_SECRET = {
    "api-keys/",
    "auth/recovery-codes/",
    "auth/totp/confirm/",
    "oauth-clients/",
    "oauth-clients/<uuid:client_id>/secret/",
    "webhooks/",
    "webhooks/<uuid:endpoint_id>/secret/",
}
# A key is its account's: here there is none yet, or none any more.
NOBODY_SIGNED_IN = {"auth/register/", "users/register/", "auth/erasure/"}
# What the browser or the provider signed for it can be used once.
SIGNED_FOR_ONCE = {"auth/identities/", "auth/passkeys/"}
NEVER_REPLAYED = SHOWS_A_SECRET | NOBODY_SIGNED_IN | SIGNED_FOR_ONCE


def each(holds: Callable[[Route, str], None]) -> Callable[[], None]:
    """Ask it of every operation in one test, and name those of which it doesn't hold."""

    def of_every_operation() -> None:
        faults = {f"{method.upper()} {route}": _fault(holds, route, method) for route, method in ALL}
        assert {name: fault for name, fault in faults.items() if fault} == {}

    return of_every_operation


def _fault(holds: Callable[[Route, str], None], route: Route, method: str) -> str:
    try:
        holds(route, method)
    except AssertionError as fault:
        return str(fault) or "doesn't hold"
    return ""


def test_there_are_routes():
    assert len(ALL) > 10


def test_every_path_is_one_of_ours_and_has_its_twin():
    twins = {twin.path: twin.view for twin in routes("/api/v1/")}

    for route in routes():
        assert issubclass(route.view, ApiView), route
        assert twins[route.path.replace("/api/", "/api/v1/", 1)] is route.view
        assert route.path.endswith("/"), route


@each
def test_it_says_what_it_does_and_who_may(route, method):
    told = route.operation(method)

    assert told is not None, "a method without @operation"
    assert told.summary[:1].isupper()
    assert not told.summary.endswith(".")
    assert told.who
    assert told.all_errors()


@each
def test_a_reading_is_read_and_a_deletion_answers_nothing(route, method):
    told = route.operation(method)

    assert (told.answer is None and not told.file) == (told.status == 204)
    assert not (told.public and told.who != ANYONE)
    assert not (told.public and method != "get"), "only what is read can be kept"


@each
def test_what_is_created_is_created_once_under_a_key(route, method):
    told = route.operation(method)

    if told.status == 201 and route.path.removeprefix("/api/") not in NEVER_REPLAYED:
        assert told.is_idempotent, "an Idempotency-Key would be passed over"


def test_whatever_is_never_replayed_is_there():
    assert {f"/api/{path}" for path in NEVER_REPLAYED} <= {route.path for route in routes()}


@each
def test_a_list_pages(route, method):
    told = route.operation(method)

    if told.many:
        assert method == "get"
        assert issubclass(told.query, ListQuery)


@each
def test_the_example_of_its_answer_holds(route, method):
    told = route.operation(method)

    if told.answer is not None:
        # Through JSON, as a client would read it.
        example = example_of(told.answer)
        read = msgspec.json.decode(msgspec.json.encode(example), type=told.answer)
        assert _names(example) == _names(msgspec.to_builtins(read)), "the example leaves something out"


@each
def test_the_example_of_its_body_names_only_what_it_takes(route, method):
    told = route.operation(method)

    if told.body is not None:
        writable = {name for name, field in told.body().fields.items() if not field.read_only}
        assert set(told.body.example) <= writable
        assert told.body.example or not writable


@each
def test_what_can_go_wrong_is_in_the_registry(route, method):
    for error in route.operation(method).all_errors():
        assert issubclass(error, REGISTRY[error.code])
        assert error.sentence.endswith(".")


def _names(shown: object) -> list[str]:
    (entry,) = shown if isinstance(shown, list) else [shown]
    return sorted(entry)
