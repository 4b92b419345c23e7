"""Marks in Valkey: whose sign-ins may not be worth any more what a process remembers of them.

What changes an account, its sign-ins, its factors or the keys that sign marks it, once that is committed.
Who remembers something keeps the marks that it read *before* it asked the database, and goes by it only while
they are the same: an answer from before a change comes with marks from before it, however late it comes.

A mark is random and outlives what anybody remembers, so none comes twice. That Valkey lost some, or that
somebody changed a row by hand, is felt when the memory's own time is up: `SIGN_IN_REMEMBERED_S`.
"""

import secrets
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from redis import Redis

from nexus.kernel.accounts.models import User
from nexus.kernel.api.breaker import breaker, commands, sound

KEPT_S: Final = 10
_KEYS: Final = "nexus:changed:signing-keys"

Marks = Sequence[bytes | None]


def marks_of(user_id: UUID) -> Marks | None:
    """Read what stands for an account's present state; None without Valkey, where nothing is remembered."""
    return breaker.mget([_of(user_id), _KEYS])


def mark_accounts(*user_ids: UUID) -> None:
    """Have every process ask anew about these accounts, once this is committed."""
    _mark_later([_of(user_id) for user_id in user_ids])


def mark_keys() -> None:
    """Have every process ask anew about everybody: the keys that sign have changed."""
    _mark_later([_KEYS])


def mark_by_themselves() -> None:
    """Have accounts and factors mark themselves when they are stored or deleted, by whichever door."""
    for signal in (post_save, post_delete):
        signal.connect(_account_changed, sender=User, dispatch_uid="nexus.authentication.account")
        signal.connect(_factor_changed, sender=Authenticator, dispatch_uid="nexus.authentication.factor")


def _account_changed(*, instance: User, **_: Any) -> None:
    mark_accounts(instance.pk)


def _factor_changed(*, instance: Authenticator, **_: Any) -> None:
    mark_accounts(instance.user_id)


def _mark_later(names: Sequence[str]) -> None:
    transaction.on_commit(lambda: _mark(names), robust=True)


def _mark(names: Sequence[str]) -> None:
    def write(server: Redis) -> Any:
        return sound(commands(server, *(("SET", name, secrets.token_hex(8), "EX", KEPT_S) for name in names)))

    breaker.ask(write)


def _of(user_id: UUID) -> str:
    return f"nexus:changed:{user_id}"
