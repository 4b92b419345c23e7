"""An account read with what else a request has to know of it, in one SELECT and one step."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from nexus.kernel.accounts.models.user import User

_FIELDS = tuple(User._meta.concrete_fields)
_NAMES = tuple(field.attname for field in _FIELDS)
_COLUMNS = tuple(f"account.{field.column}" for field in _FIELDS)


class AccountSelect:
    """A SELECT of one account, put together once: each signed-in request asks one.

    also: what it tells besides, in SQL, by the name that it has on the account.
    rest: FROM what, the account being called `account`, and WHERE.

    Django's raw() works out anew each time what the columns mean, a third of what it costs. Columns are named
    here: a connection's prepared `account.*` would fail once a migration has added one.
    """

    def __init__(self, also: Mapping[str, str], rest: str) -> None:
        self._also = tuple(also)
        self._sql = f"SELECT {', '.join((*_COLUMNS, *also.values()))} {rest}"

    def one(self, params: Sequence[Any]) -> User | None:
        """Give the account; None where there is none."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            row = cursor.fetchone()
        if row is None:
            return None
        account = User.from_db(connection.alias, _NAMES, row[: len(_NAMES)])
        account.__dict__.update(zip(self._also, row[len(_NAMES) :], strict=True))
        return account
