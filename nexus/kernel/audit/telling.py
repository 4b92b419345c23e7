"""Who writes, told to the database in the transaction that writes: its triggers note it with each change."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from nexus.kernel.api.limits import client_address
from nexus.kernel.audit.keeping import tables
from nexus.kernel.database.base import DatabaseWrapper
from nexus.kernel.kit.asking import current_actor_id, current_environ, current_reason
from nexus.kernel.kit.request_id import current_request_id

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]

ADDRESS_LENGTH: Final = 64
USER_AGENT_LENGTH: Final = 200

# The table that a statement writes; one that begins with WITH may write several.
_HEAD: Final = re.compile(r'\s*(?:(WITH)\b|(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+))', re.IGNORECASE)
_WRITTEN: Final = re.compile(r'\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)


def tell_from_now_on(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have a connection tell who writes, before each write that is noted."""
    if _tell_before not in connection.execute_wrappers:
        connection.execute_wrappers.append(_tell_before)


def whence() -> tuple[str, str]:
    """Name the address that the request came from and what it came by, as far as there is a request."""
    environ = current_environ()
    if not environ:
        return "", ""
    agent = environ.get("HTTP_USER_AGENT", "").replace("\0", "")
    return client_address(environ)[:ADDRESS_LENGTH], agent[:USER_AGENT_LENGTH]


def _tell_before(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 (Django's)
    if sql.startswith("SELECT") or not _is_noted(sql):
        return execute(sql, params, many, context)
    connection = context["connection"]
    if connection.in_atomic_block:
        _tell(connection)
        return execute(sql, params, many, context)
    with transaction.atomic(using=connection.alias):
        _tell(connection)
        return execute(sql, params, many, context)


def _is_noted(sql: str) -> bool:
    head = _HEAD.match(sql)
    if head is None:
        return False
    return _writes_noted(sql) if head[1] else head[2] in tables()


# Only what is written by hand begins with WITH: few statements, long, and always the same.
@lru_cache(256)
def _writes_noted(sql: str) -> bool:
    return not tables().isdisjoint(_WRITTEN.findall(sql))


def _tell(connection: DatabaseWrapper) -> None:
    address, agent = whence()
    # Of this transaction alone: a pooled connection that goes to somebody else next says nothing of it.
    connection.set_locally(
        {
            "nexus.actor": str(current_actor_id() or ""),
            "nexus.request": current_request_id(),
            "nexus.reason": current_reason(),
            "nexus.address": address,
            "nexus.agent": agent,
        }
    )
