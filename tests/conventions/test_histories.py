"""What rooms say is kept of their rows is what the database keeps; no secret is among it."""

import re

import pytest
from django.db import connection

from nexus.kernel.audit.keeping import histories

TRIGGERS = """
    SELECT pg_get_triggerdef(oid) FROM pg_trigger
    WHERE tgrelid = %s::regclass AND tgname LIKE 'history\\_%%' ORDER BY tgname
"""
ALL = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'audit_note_change'::regproc"
SECRET = re.compile(r"password|secret|token|stamp|hash|digest|key$|iban|account_number", re.IGNORECASE)

each = pytest.mark.parametrize("kind", sorted(histories()))


def _kept(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS, [table])
        return [definition for (definition,) in cursor.fetchall()]


@each
def test_the_database_keeps_what_is_declared(db, kind):
    history = histories()[kind]
    table = history.model._meta.db_table
    by_migrations = _kept(table)
    assert by_migrations, f"No migration keeps the history of {table}: see nexus/kernel/audit/keeping.py"
    with connection.cursor() as cursor:
        cursor.execute(history.operation.undone)
        cursor.execute(history.operation.sql)

    assert by_migrations == _kept(table)


@each
def test_it_names_columns_that_are_there_and_hold_no_secret(kind):
    history = histories()[kind]
    columns = {field.attname for field in history.model._meta.concrete_fields}

    assert set(history.columns) <= columns
    assert not [name for name in history.columns if SECRET.search(name)]
    assert not history.of or (history.of in histories() and history.of_column in columns)


def test_nothing_else_has_a_history(db):
    declared = {history.model._meta.db_table for history in histories().values()}
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        assert {name for (name,) in cursor.fetchall()} == declared
