"""Case 9: whatever else a body holds, only declared fields are written, and only declared ones are told.

Every operation is asked as the document shows it, about its asker's own things. Then once more with every
field of every model that it wrote in each object of its body: the database must hold the same, ids and times
aside.
"""

from __future__ import annotations

import json
import logging
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from django.http import HttpResponse

from tests.torture.cases.access.world import World, make_world
from tests.torture.cases.mass.asking import Asking, coming_through, undone
from tests.torture.cases.mass.document import Described, described, undeclared
from tests.torture.cases.mass.extras import Extras, smuggle
from tests.torture.cases.mass.mutations import try_mutations
from tests.torture.cases.mass.weakened import taking_everything
from tests.torture.cases.mass.written import Written, begin_watching
from tests.torture.results import Result

NAME = "9. mass assignment"
DEFENCE = "declared"  # that a serializer's fields are all that an action is given
EVERY = {"small": 24, "full": 1}
# Of those that a control asks: a new row, and one that is changed.
CONTROL = ("POST /api/categories/", "PUT /api/warehouses/{warehouse_id}/", "GET /api/store/")
Extra = dict[str, Any]
LONG_ENOUGH = 8  # of a text that can't be there by chance


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Ask every operation with more in it than it takes."""
    operations = (
        [one for one in described() if one.label in CONTROL] if without else described()[:: EVERY[size]]
    )
    result = Result(NAME, sum(operation.writes for operation in operations))
    weak: AbstractContextManager[object] = taking_everything() if without else nullcontext()
    logging.disable(logging.ERROR)  # what a weak one fails at is told in the result
    with undone(), weak:
        begin_watching()
        world = make_world()
        for operation in operations:
            _try(result, world, operation)
        if not without:
            try_mutations(result, world, EVERY[size])
    logging.disable(logging.WARNING)
    if without and len({" tells " in fault for fault in result.faults}) < len(("written", "told")):
        return Result(NAME, result.n)  # of two defences the loss of one wasn't seen
    return result


def _try(result: Result, world: World, operation: Described) -> None:
    found = coming_through(operation, world)
    if found is None:
        result.notes.append(f"{operation.label} didn't come through.")
        return
    asking, answer, written = found
    _judge_answer(result, operation, answer)
    if not operation.writes:
        return
    _, again = asking.now()
    for side in (0, 1):
        extras = Extras(side).of(written.counts)
        while extras:
            result.sent += 1
            loaded = asking.saying(partial(_loaded, asking, extras))
            refused = _judge(result, loaded, answer.status_code, (written, again), extras)
            # What some are refused for by name, the others are sent without.
            extras = {name: value for name, value in extras.items() if name not in refused} if refused else {}


def _loaded(asking: Asking, extras: Extra) -> Any:
    plain = asking.body() if callable(asking.body) else asking.body
    body = smuggle(asking.operation.body, plain, extras)
    return _flat(body) if asking.is_file else body


def _judge(
    result: Result, asking: Asking, expected: int, twice: tuple[Written, Written], extras: Extra
) -> set[str]:
    """See what came of it; gives the extras that it was refused for."""
    plain, again = twice
    answer, loaded = asking.now()
    if answer.status_code == 400:
        return extras.keys() & json.loads(answer.content)["error"]["details"].keys()
    label = asking.operation.label
    if answer.status_code != expected:
        result.violated.append(f"{label} was answered {answer.status_code}, not {expected}.")
        return set()
    _judge_answer(result, asking.operation, answer)
    otherwise = plain.differs(loaded, plain.varying(again))
    if otherwise:
        result.violated.append(f"{label} wrote otherwise: {', '.join(otherwise[:5])}.")
    for name in _told_in(loaded, plain, extras):
        result.violated.append(f"{label} kept what was smuggled in as {name}.")
    return set()


def _told_in(loaded: Written, plain: Written, extras: Extra) -> list[str]:
    # Also in columns that differ each time.
    texts = {name: str(value) for name, value in extras.items() if len(str(value)) >= LONG_ENOUGH}
    return [name for name, text in texts.items() if loaded.text.count(text) > plain.text.count(text)]


def _judge_answer(result: Result, operation: Described, answer: HttpResponse) -> None:
    schema = operation.answer(answer.status_code)
    if schema is None or not answer.content:
        return
    for name in undeclared(schema, json.loads(answer.content)):
        result.violated.append(f"{operation.label} tells {name}, which its document doesn't declare.")


def _flat(body: dict[str, Any]) -> dict[str, Any]:
    # A form knows texts and files.
    return {name: value if hasattr(value, "read") else str(value) for name, value in body.items()}
