"""Case 16: webhooks out reach every well receiver, signed and with stable ids, whatever the others do.

Webhooks in are taken once, and never where they were altered, are stale or come from somebody else.
"""

from __future__ import annotations

import hmac
import http.client
import json
import os
import random
import threading
import time
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import psutil
from django.db import transaction
from django.utils import timezone

from nexus.commerce.payments.models import Receipt
from nexus.commerce.payments.providers.sandbox.notices import secret
from nexus.commerce.payments.providers.signatures import sign
from nexus.kernel.accounts.events import UserRegistered
from nexus.kernel.events.bus import publish
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from nexus.kernel.webhooks.models import Attempt, Delivery, Endpoint, Tail
from tests.receivers import Received, Receivers, receivers
from tests.torture import nest
from tests.torture.clients import all_of
from tests.torture.results import Result
from tests.torture.webs import Webs, crashes, webs

NAME = "16. webhooks out and in"
DEFENCE = "webhooks"  # the lanes on the way out, the checks on the way in
# Events while nothing is killed, events while senders are killed, kills, webhooks in.
SIZES = {"small": (20, 0, 0, 10), "full": (300, 415, 12, 1_000), "control": (40, 0, 0, 10)}
WELL = ("ok/0", "ok/1", "ok/2", "huge", "500-then-200/0", "500-then-200/1")
ILL = ("hang/0", "hang/1", "hang/2", "hang/3", "drip", "drip-body", "410", "302")
PROMPT = ("ok/0", "ok/1", "ok/2")  # what delay is measured on: they take everything at once
PACE_S, LATEST_S = 0.05, 5.0
PATIENCE_S = {"small": 60, "full": 600, "control": 6}
SENDERS = 2
PATH = "/api/payments/webhooks/sandbox/"
FORGED = ("altered", "stale", "another's", "another id", "unsigned")


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Let things happen while receivers misbehave and senders die; then the same the other way round."""
    calm, stormy, kills, inward = SIZES[size]
    result = Result(NAME, (calm + stormy) * len([*WELL, *ILL]) + inward)
    with receivers() as there:
        secrets = _endpoints(there)
        with _senders(there, without) as senders:
            warm = _happen(1)
            _wait_until(lambda: not any(_missing(there, path, warm) for path in PROMPT), 120)
            happened = _happen(calm)
            _wait_for(there, happened, PATIENCE_S[size])
            result.p99_ms = _judge_delay(result, there, happened)
            with senders.under_fire(kills, random.Random(seed)):
                happened |= _happen(stormy)
                _wait_for(there, happened, PATIENCE_S[size])
            result.kills = senders.kills
        if not without:
            _judge_receipts(result, there, warm | happened, secrets)
        result.sent = sum(map(len, there.received.values()))
        result.notes.append(f"Attempts: {dict(Counter(Attempt.objects.values_list('status', flat=True)))}.")
        _clear_away()
    _inward(result, inward, without, seed)
    broken = [name for name in ("waited", "taken") if any(name in fault for fault in result.faults)]
    if without and len(broken) < 2:
        result.lost, result.doubled, result.violated = [], [], []  # a control that misses one proves nothing
    return result


def _endpoints(there: Receivers) -> dict[str, bytes]:
    from tests.factories.webhooks import EndpointFactory

    made = {path: EndpointFactory(url=there.url(path), events=["accounts.*"]) for path in [*WELL, *ILL]}
    return {path: b64decode(one.whsec.removeprefix("whsec_")) for path, one in made.items()}


def _happen(number: int) -> dict[str, float]:
    """Let so many things happen, evenly; when each did, by its event's id."""
    happened = {}
    for _ in range(number):
        user_id = new_id()
        publish(UserRegistered(user_id), actor=SYSTEM)
        event = Event.objects.filter(name=UserRegistered.name, subject=str(user_id)).get()
        happened[str(event.id)] = time.monotonic()
        time.sleep(PACE_S)
    return happened


class _Senders:
    """Sender processes that can be killed at any moment, and come back."""

    def __init__(self, environment: dict[str, str], without: str) -> None:
        self.kills = 0
        self._command = ("-m", "tests.torture.weak_sender") if without else ("manage.py", "sender")
        self._environment = environment
        self._processes = [self._start() for _ in range(SENDERS)]

    def _start(self) -> psutil.Process:
        return nest.start(*self._command, environment=self._environment, log=Path(os.devnull))

    @contextmanager
    def under_fire(self, kills: int, dice: random.Random) -> Iterator[None]:
        """Kill one of them every second or two while the block lasts, so often at most."""
        stop = threading.Event()

        def kill() -> None:
            while self.kills < kills and not stop.wait(dice.uniform(1, 2)):
                victim = dice.randrange(SENDERS)
                self._processes[victim].kill()
                self._processes[victim].wait()
                self.kills += 1
                self._processes[victim] = self._start()

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            yield
        finally:
            stop.set()
            killer.join()

    def end(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@contextmanager
def _senders(there: Receivers, without: str) -> Iterator[_Senders]:
    environment = os.environ | {"NEXUS_OUTBOUND_ALLOW": there.place, "NEXUS_PROCESS": "worker"}
    senders = _Senders(environment, without)
    try:
        yield senders
    finally:
        senders.end()


def _wait_for(there: Receivers, happened: dict[str, float], patience: float) -> None:
    def all_there() -> bool:
        _let_pauses_pass(there)
        return not any(_missing(there, path, happened) for path in WELL)

    _wait_until(all_there, patience)


def _wait_until(happens: Callable[[], bool], patience: float) -> None:
    ends_at = time.monotonic() + patience
    while time.monotonic() < ends_at and not happens():
        time.sleep(0.2)


def _let_pauses_pass(there: Receivers) -> None:
    # Those that took what they had refused are the point, not the seconds in between.
    for path in WELL:
        if path.startswith("500"):
            waiting = Delivery.objects.filter(endpoint__url=there.url(path), state="waiting", attempts__lte=3)
            with (
                transaction.atomic()
            ):  # senders lock several at once, too: whoever waited for them might deadlock
                free = waiting.filter(tries__isnull=False).select_for_update(skip_locked=True, of=("self",))
                found = {delivery.pk for delivery in free}
                Delivery.objects.filter(pk__in=found).update(due_at=timezone.now())


def _missing(there: Receivers, path: str, happened: dict[str, float]) -> set[str]:
    wanted = 2 if path.startswith("500") else 1  # the first one was refused
    times = Counter(came.headers.get("webhook-id", "") for came in there.received[path])
    return {event for event in happened if times[event] < wanted}


def _judge_delay(result: Result, there: Receivers, happened: dict[str, float]) -> float:
    """Say how long the well ones waited for what happened, while others hung."""
    first: dict[tuple[str, str], float] = {}
    for path in PROMPT:
        for came in list(there.received[path]):
            first.setdefault((path, came.headers["webhook-id"]), came.at)
    now = time.monotonic()
    waits = sorted(first.get((path, event), now) - at for path in PROMPT for event, at in happened.items())
    p99 = waits[int(len(waits) * 0.99)]
    if p99 > LATEST_S:
        result.violated.append(f"Well receivers waited for others: {p99:.1f} s.")
    result.notes.append(f"Well receivers waited {waits[len(waits) // 2] * 1000:.0f} ms (half of them).")
    return p99 * 1000


def _judge_receipts(
    result: Result, there: Receivers, happened: dict[str, float], secrets: dict[str, bytes]
) -> None:
    bodies: dict[str, set[bytes]] = {}
    for path in [*WELL, *ILL]:
        if path in WELL and (missing := _missing(there, path, happened)):
            result.lost.append(f"{path} never got {len(missing)} events.")
        for came in there.received[path]:
            bodies.setdefault(came.headers["webhook-id"], set()).add(came.body)
            if not _is_signed(came, secrets[path]):
                result.violated.append(f"{path} got a signature that doesn't hold.")
    strange = [event for event in bodies if event not in happened]
    result.violated += [f"{len(strange)} ids belong to no event."] if strange else []
    changed = [event for event, said in bodies.items() if len(said) > 1]
    result.violated += [f"{len(changed)} events were told in two ways."] if changed else []
    if there.received["canary"]:
        result.violated.append("A redirect was followed.")
    gone = Endpoint.objects.get(url=there.url("410"))
    if gone.state != "disabled" or len(there.received["410"]) > 20:
        result.violated.append(f"410 was asked {len(there.received['410'])} times, and is {gone.state}.")
    again = sum(len(there.received[path]) for path in PROMPT) - len(happened) * len(PROMPT)
    result.notes.append(f"Sent again after a kill, under the same id: {again}.")


def _is_signed(came: Received, key: bytes) -> bool:
    signed = f"{came.headers['webhook-id']}.{came.headers['webhook-timestamp']}.".encode() + came.body
    wanted = "v1," + b64encode(hmac.digest(key, signed, sha256)).decode()
    return wanted in came.headers["webhook-signature"].split(" ")


def _clear_away() -> None:
    Tail.objects.all().delete()
    Delivery.objects.all().delete()
    Endpoint.objects.all().delete()


def _inward(result: Result, number: int, without: str, seed: int) -> None:
    """Send the payments' webhooks: each well, again and again, and forged in every way."""
    before = set(Receipt.objects.values_list("event_id", flat=True))
    notices = [_notice(n) for n in range(number)]
    statuses: Counter[tuple[str, int]] = Counter()
    with webs(without="webhook-checks" if without else "") as site:
        deeds = [
            partial(_tell, site, notice, statuses, random.Random(f"{seed}-{n}"))
            for n, notice in enumerate(notices)
        ]
        all_of(deeds, at_once=8)
    kept = [one for one in Receipt.objects.values_list("event_id", flat=True) if one not in before]
    wanted = {notice["id"] for notice in notices}
    if lost := wanted - set(kept):
        result.lost.append(f"{len(lost)} webhooks were answered and not kept.")
    if len(kept) != len(set(kept)):
        result.doubled.append(f"{len(kept) - len(set(kept))} webhooks were kept twice.")
    wrong = {
        pair: times for pair, times in statuses.items() if pair[1] != (400 if pair[0] in FORGED else 200)
    }
    if wrong or set(kept) - wanted:
        result.violated.append(
            f"Forged ones were taken: {len(set(kept) - wanted)}; answers {wrong} {crashes()}."
        )
    result.notes.append(f"In: {dict(Counter(kind for kind, _ in statuses.elements()))}.")


def _notice(number: int) -> dict:
    told = {"key": str(uuid4()), "reference": f"sandbox_ch_{number}", "status": "succeeded", "reason": ""}
    data = told | {"amount": "10.00", "currency": "USD"}
    return {"id": f"evt_{uuid4().hex[:16]}", "type": "charge.succeeded", "created": "", "data": data}


def _tell(site: Webs, notice: dict, statuses: Counter, dice: random.Random) -> None:
    now = int(time.time())
    body = json.dumps(notice).encode()
    signed = sign(secret(), notice["id"], body, at=now)
    sendings = [("good", body, signed)] * dice.randint(1, 3)
    sendings += [_forged(kind, notice, signed, now) for kind in FORGED]
    dice.shuffle(sendings)
    for kind, said, headers in sendings:
        statuses[kind, _post(site, said, headers, dice)] += 1


def _forged(kind: str, notice: dict, signed: dict, now: int) -> tuple[str, bytes, dict]:
    # Under an id of its own: what is kept of it stands out.
    other = {**notice, "id": f"evt_forged_{uuid4().hex[:12]}"}
    body = json.dumps(other).encode()
    headers = {
        "altered": signed,
        "stale": sign(secret(), other["id"], body, at=now - 3_600),
        "another's": sign(b"guessed", other["id"], body, at=now),
        "another id": {**sign(secret(), notice["id"], body, at=now), "webhook-id": other["id"]},
        "unsigned": {"webhook-id": other["id"]},
    }[kind]
    return kind, body, headers


def _post(site: Webs, body: bytes, headers: dict[str, str], dice: random.Random) -> int:
    host, port = site.address(dice)
    line = http.client.HTTPConnection(host, port, timeout=30)
    try:
        line.request("POST", PATH, body, {"Content-Type": "application/json", **headers})
        return line.getresponse().status
    finally:
        line.close()
