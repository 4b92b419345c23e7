"""Listening to an order that Nexus places, for the statements that it takes."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from rest_framework.test import APIClient

from bench.orders.recorded import Recording, Statement, Thing, replaced
from nexus.kernel.accounts.models import User
from nexus.kernel.api.models import OnceAnswered
from nexus.kernel.authentication.actions import issue_tokens

_WRITTEN = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
# BEGIN, COMMIT and savepoints come from the transaction's own handling.
_HANDLING = {"BEGIN", "COMMIT"}


def record(client: APIClient, body: Mapping[str, Any], thing: Thing) -> Recording:
    """Place an order, twice so that everything is warm, and keep the second one's statements."""
    client.post("/api/orders/", body, format="json", HTTP_IDEMPOTENCY_KEY="warm")
    key, began = uuid4().hex, time.time_ns() // 1_000_000
    with listening() as statements:
        answer = client.post("/api/orders/", body, format="json", HTTP_IDEMPOTENCY_KEY=key)
    if answer.status_code != 201:
        raise SystemExit(f"The order was refused: {answer.content!r}")
    # A UUIDv7 begins with its time, in milliseconds: what is no older was made for this order.
    own = [one for one in dict.fromkeys(_ids_in(statements)) if one.int >> 80 >= began]
    claim = OnceAnswered.objects.get(key=key).pk
    plain = [(sql, replaced(parameters, {}, {})) for sql, parameters in statements]
    return Recording(plain, thing, own, key, claim)


def client_of(account: User) -> APIClient:
    """Give a client in this process that carries an account's token."""
    client = APIClient(SERVER_NAME="localhost")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_tokens(account).access}")
    return client


@contextmanager
def listening() -> Iterator[list[Statement]]:
    """Give the statements that are run meanwhile."""
    heard: list[Statement] = []

    def listen(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        if sql.split(maxsplit=1)[0] not in _HANDLING:
            heard.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(listen):
        yield heard


def _ids_in(statements: list[Statement]) -> Iterator[UUID]:
    for _, parameters in statements:
        yield from _ids(parameters)


def _ids(value: Any) -> Iterator[UUID]:
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, str):
        yield from map(UUID, _WRITTEN.findall(value))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _ids(one)
    elif isinstance(value, dict):
        yield from _ids(list(value.values()))
