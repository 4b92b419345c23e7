"""Case 17, enumeration: nobody learns from a refusal whether an account exists, neither by body nor by time.

At each door the same is asked of accounts of every kind and of nobody's names, in an order drawn anew each
round. Answers have to be equal byte for byte, but for what is a request's own. Times are compared by rank:
were a known name always slower than an unknown one, it would be so in all pairs; as it is, in half of them.
"""

from __future__ import annotations

import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client

from nexus.kernel.accounts.actions.letters import write_to
from nexus.kernel.accounts.models import LinkPurpose, User
from nexus.kernel.authentication import forms
from nexus.kernel.authentication.actions import mailboxes, passwords
from nexus.kernel.authentication.backend import AccountBackend
from tests.factories.accounts import UserFactory
from tests.factories.factors import with_totp
from tests.torture.arena import database_of_its_own
from tests.torture.results import Result

NAME = "17. enumeration"
DEFENCE = "the work that is done for nobody"
SIZES = {"small": 20, "middle": 400, "full": 5_000, "control": 20}
EVERY = {"small": 4, "control": 4}  # of the doors, else all; and there two kinds of accounts at most
BOUND = 0.05  # by how much the share of pairs may be off a half, and medians may differ
SURE = 4  # standard deviations: how far off it may be by chance, where few were asked
RUN_UP = 3
NOBODY = "nobody"
WRONG = "WrongPass123"
EACH = 20  # accounts of a kind; each is asked for many times, as are as many names of nobody

RESET = "mutation($it: MailboxInput!) { requestPasswordReset(input: $it) }"
RESEND = "mutation($it: MailboxInput!) { resendConfirmation(input: $it) }"
KINDS = ("known", "shut.", "waits", "factr", "noone")  # names of them are equally long
OWN_WORDS = re.compile(
    rb'"request_id":"[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"'
    rb"|(known|shut.|waits|factr|noone)\d\d"
)
OWN_HEADERS = {"X-Request-ID", "ETag", "Content-Security-Policy", "Expires", "Last-Modified"}


@dataclass(frozen=True)
class Door:
    """A way to ask about an account by a name, and the kinds of accounts that may not be told apart there."""

    name: str
    ask: Callable[[str], HttpResponse]
    kinds: tuple[str, ...] = ("known",)
    by: str = "address"


@dataclass
class Told:
    """What a door said of one kind of name, and how long it took."""

    answers: set[tuple[Any, ...]] = field(default_factory=set)
    took_ms: list[float] = field(default_factory=list)


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Ask each door about names of each kind."""
    result = Result(NAME, SIZES[size])
    with ExitStack() as ground:
        ground.enter_context(database_of_its_own())
        if without:
            ground.enter_context(_work_for_the_known_alone())
        names = _names()
        for door in _doors(size):
            # Of a few samples on a busy machine the processor's own time tells more.
            clock = time.thread_time if size in EVERY else time.perf_counter
            told = _asked(door, names, SIZES[size], random.Random(seed), clock)
            result.sent += SIZES[size] * len(told)
            result.p99_ms = max(result.p99_ms, *(max(each.took_ms) for each in told.values()))
            for kind in door.kinds:
                _judge(result, f"{door.name}, {kind}", told[kind], told[NOBODY])
    return result


def _asked(
    door: Door,
    names: dict[str, list[str]],
    how_often: int,
    dice: random.Random,
    clock: Callable[[], float],
) -> dict[str, Told]:
    told: dict[str, Told] = defaultdict(Told)
    kinds = [NOBODY, *door.kinds]
    for turn in range(how_often + RUN_UP):
        dice.shuffle(kinds)
        for kind in kinds:
            name = names[kind][turn % EACH]
            begun = clock()
            answer = door.ask(f"{name}@example.com" if door.by == "address" else name)
            took = (clock() - begun) * 1000
            if turn >= RUN_UP:
                told[kind].answers.add(_comparable(answer))
                told[kind].took_ms.append(took)
    return told


def _judge(result: Result, what: str, known: Told, nobody: Told) -> None:
    if known.answers != nobody.answers:
        result.violated.append(f"{what}: {_difference(known, nobody)}")
    share = _outranking(known.took_ms, nobody.took_ms)
    ours, theirs = median(known.took_ms), median(nobody.took_ms)
    chance = SURE / (6 * len(known.took_ms)) ** 0.5
    said = f"{what}: slower than nobody in {share:.1%} of pairs, {ours:.2f} ms to {theirs:.2f} ms."
    result.notes.append(said)
    if abs(share - 0.5) > max(BOUND, chance) and abs(ours - theirs) > BOUND * theirs:
        result.violated.append(said)


def _difference(known: Told, nobody: Told) -> str:
    ours, theirs = (
        min(told.answers - other.answers, default=()) for told, other in ((known, nobody), (nobody, known))
    )
    apart = [(a, b) for a, b in zip(ours, theirs, strict=False) if a != b]
    return f"{len(known.answers)} answers, not {len(nobody.answers)}; {str(apart[:1])[:400]}"


def _outranking(some: list[float], others: list[float]) -> float:
    """Give the share of pairs in which the first is the larger (Mann and Whitney's U)."""
    ranked = sorted([(value, True) for value in some] + [(value, False) for value in others])
    passed, larger = 0, 0
    for _, is_one in ranked:
        larger += passed if is_one else 0
        passed += not is_one
    return larger / (len(some) * len(others))


def _comparable(answer: HttpResponse) -> tuple[Any, ...]:
    headers = {name: value for name, value in answer.headers.items() if name not in OWN_HEADERS}
    body = OWN_WORDS.sub(b"", answer.content)
    cookies = sorted(answer.cookies)
    return answer.status_code, body, tuple(sorted(headers.items())), tuple(cookies)


def _names() -> dict[str, list[str]]:
    """Make accounts of each kind, and name as many that aren't there; all names are as long."""
    made = {
        kind: [f"{kind}{n:02}" for n in range(EACH)] for kind in ("known", "shut.", "waits", "factr", "noone")
    }
    for name in made["known"]:
        _account(name)
    for name in made["shut."]:
        _account(name, is_active=False)
    for name in made["factr"]:
        with_totp(_account(name))
    holders = [UserFactory() for _ in range(3)]
    for name in made["waits"]:  # an address that three accounts are about to take
        EmailAddress.objects.bulk_create(
            EmailAddress(user=holder, email=f"{name}@example.com") for holder in holders
        )
    return {
        NOBODY: made["noone"],
        "known": made["known"],
        "shut": made["shut."],
        "waiting": made["waits"],
        "with a factor": made["factr"],
    }


def _account(name: str, **also: Any) -> User:
    user: User = UserFactory(username=name, email=f"{name}@example.com", **also)
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    return user


def _doors(size: str) -> list[Door]:
    doors = [*_all_doors()]
    if size not in EVERY:
        return doors
    return [replace(door, kinds=door.kinds[:2]) for door in doors[:: EVERY[size]]]


def _all_doors() -> Iterator[Door]:
    everybody = ("known", "waiting", "shut", "with a factor")
    yield Door("login", lambda name: _send("/api/auth/login/", {"login": name, "password": WRONG}), everybody)
    yield Door("token", lambda name: _send("/api/token/", {"username": name, "password": WRONG}), by="name")
    yield Door("login page", lambda name: _fill_in("/accounts/login/", {"login": name, "password": WRONG}))
    yield Door("reset", lambda name: _send("/api/auth/password/reset/", {"email": name}), ("known", "shut"))
    yield Door("reset page", lambda name: _fill_in("/accounts/password/reset/", {"email": name}))
    yield Door("resend", lambda name: _send("/api/auth/email/resend/", {"email": name}), ("known", "waiting"))
    for what, query in (("GraphQL reset", RESET), ("GraphQL resend", RESEND)):
        yield Door(what, lambda name, query=query: _mutate(query, name))  # type: ignore[misc]


def _client() -> Client:
    return Client(raise_request_exception=False, SERVER_NAME="localhost")


def _send(path: str, body: Any) -> HttpResponse:
    return _client().post(path, body, content_type="application/json")


def _fill_in(path: str, form: dict[str, str]) -> HttpResponse:
    return _client().post(path, form)


def _mutate(query: str, name: str) -> HttpResponse:
    return _send("/graphql", {"query": query, "variables": {"it": {"email": name}}})


@contextmanager
def _work_for_the_known_alone() -> Iterator[None]:
    """Hash for those who exist, and mail at once: as one writes it who thinks of nobody."""

    def mail_at_once(purpose: LinkPurpose, email: str) -> None:
        for user in User.objects.filter(email=email, is_active=True):
            write_to(user, "password_reset_key", password_reset_url=str(purpose), minutes=60)

    with ExitStack() as weak:
        weak.enter_context(patch.object(AccountBackend, "_mitigate_timing_attack", lambda *_: None))
        for module in (forms, mailboxes, passwords):
            weak.enter_context(patch.object(module, "ask_for_link", mail_at_once))
        yield
