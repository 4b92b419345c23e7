"""Case 8: of twenty who exchange one refresh token at once one has a successor, and reuse ends it all."""

from __future__ import annotations

import http.client
import json
import time
from functools import partial
from typing import Any

from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.models import RefreshToken, TokenFamily
from tests.torture.arena import accounts
from tests.torture.clients import Journal, all_of
from tests.torture.results import Result
from tests.torture.webs import Webs, webs

NAME = "8. refresh, 20 at once"
DEFENCE = "refresh"  # the lock on a token, and that a second use is noticed
SIZES = {"small": 2, "full": 100, "control": 3}
AT_ONCE = 20


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Exchange one token of each sign-in twenty times at once, at several processes."""
    del seed
    result, journal = Result(NAME, SIZES[size]), Journal()
    with webs(2, without=without) as site:
        for user in accounts(SIZES[size]):
            tokens = issue_tokens(user)
            deeds = [partial(_exchange, site, n, tokens.refresh, journal) for n in range(AT_ONCE)]
            answers = all_of(deeds, at_once=AT_ONCE)
            _judge(result, site, TokenFamily.objects.get(user=user), answers)
    result.sent, result.p99_ms = journal.sent, journal.p99_ms()
    return result


def _judge(result: Result, site: Webs, family: TokenFamily, answers: list[tuple[int, Any]]) -> None:
    won = [body for status, body in answers if status == http.HTTPStatus.OK]
    strange = {status for status, _ in answers} - {200, 401}
    living = RefreshToken.objects.filter(family=family, used_at=None).count()
    if len(won) > 1 or living > 1:
        result.doubled.append(f"{len(won)} of {AT_ONCE} were given a successor, {living} are unused.")
    if strange:
        result.violated.append(f"Answers were {strange}.")
    if family.ended_at is None:
        result.violated.append("A second use ended nothing.")
    for body in won:
        status, _ = _ask(site.all[0].port, "GET", "/api/auth/profile/", None, body["access"])
        if status != http.HTTPStatus.UNAUTHORIZED:
            result.violated.append("A successor's access token goes on.")


def _exchange(site: Webs, number: int, refresh: str, journal: Journal) -> tuple[int, Any]:
    begun = time.monotonic()
    journal.count()
    port = site.all[number % len(site.all)].port
    answer = _ask(port, "POST", "/api/token/refresh/", {"refresh": refresh})
    journal.took_ms.append((time.monotonic() - begun) * 1000)
    return answer


def _ask(port: int, method: str, path: str, body: Any, access: str = "") -> tuple[int, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {access}"} if access else {})
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, json.dumps(body) if body else None, headers)
        response = line.getresponse()
        return response.status, json.loads(response.read())
    finally:
        line.close()
