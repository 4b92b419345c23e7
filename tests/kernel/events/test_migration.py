"""The log that was one table becomes a table of months, and keeps what it has."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from nexus.kernel.events.bus import publish
from nexus.kernel.events.models import Event, Stream
from nexus.kernel.kit.actor import SYSTEM
from tests.kernel.lamps.events import LampLit

BEFORE = [("events", "0001_initial")]
AFTER = [("events", "0003_room_by_queue")]
LAMP = "0193a1c2-7c1e-7d3a-9f52-5a1c3b9d8e10"
TABLES = "events_event, events_stream, events_pending, events_delivery"


@pytest.mark.django_db(transaction=True)
def test_what_happened_before_is_kept_and_counted():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLES} CASCADE; DROP FUNCTION events_make_month, events_drop_month")
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE, fake=True)
    executor.loader.build_graph()
    executor.migrate([("events", None)], fake=True)
    executor.loader.build_graph()
    executor.migrate(BEFORE)
    lamp = LAMP
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_event (position, id, name, subject, payload, request_id, happened_at) VALUES"
            " (3, gen_random_uuid(), 'test.lamp.lit', %s, '{\"a\": 1}', 'r', '2026-02-28 23:59:59Z'),"
            " (7, gen_random_uuid(), 'test.lamp.lit', 'other', '{}', '', '2026-03-01 00:00:00Z'),"
            " (9, gen_random_uuid(), 'test.lamp.broken', %s, '{}', '', now())",
            [lamp, lamp],
        )
        cursor.execute("SELECT position, id FROM events_event ORDER BY position")
        ids = dict(cursor.fetchall())
    executor.loader.build_graph()
    executor.migrate(AFTER)

    kept = Event.objects.values_list(
        "position", "id", "aggregate", "subject", "sequence", "payload", "request_id"
    )
    assert list(kept) == [
        (3, ids[3], "test.lamp", lamp, 1, {"a": 1}, "r"),
        (7, ids[7], "test.lamp", "other", 1, {}, ""),
        (9, ids[9], "test.lamp", lamp, 2, {}, ""),
    ]
    assert {f"{month:%Y-%m}" for month in Event.objects.months()} >= {"2026-02", "2026-03"}
    publish(LampLit(lamp), actor=SYSTEM)
    last = Event.objects.last()
    assert (last.position, last.sequence) == (10, 3)
    assert Stream.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_way_back_keeps_what_happened():
    publish(LampLit(LAMP), LampLit(LAMP), actor=SYSTEM)
    kept = list(Event.objects.values_list("position", "id", "name", "subject"))
    executor = MigrationExecutor(connection)

    executor.migrate(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, id, name, subject FROM events_event ORDER BY position")
        assert cursor.fetchall() == kept
        cursor.execute(
            "INSERT INTO events_event (id, name, subject, payload, request_id, happened_at)"
            " VALUES (gen_random_uuid(), 'test.lamp.lit', %s, '{}', '', now()) RETURNING position",
            [LAMP],
        )
        assert cursor.fetchone()[0] > kept[-1][0]
    executor.loader.build_graph()
    executor.migrate(AFTER)

    publish(LampLit(LAMP), actor=SYSTEM)
    assert list(Event.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4]
