"""The log: one statement a write, numbers without gaps, and readers who miss nothing."""

import threading
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from nexus.kernel.audit.models import Months
from nexus.kernel.events.actions import housekeeping
from nexus.kernel.events.actions.handing import hand_new
from nexus.kernel.events.actions.housekeeping import months_after
from nexus.kernel.events.bus import publish
from nexus.kernel.events.models import Event, Pending, log
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from tests.kernel.lamps.events import LampBroken, LampLit
from tests.together import all_at_once


def sequences() -> list[int]:
    return list(Event.objects.order_by("position").values_list("sequence", flat=True))


@pytest.mark.parametrize("number", [1, 50])
def test_any_number_of_facts_is_one_statement(db, django_assert_num_queries, number):
    facts = [LampLit(new_id()) for _ in range(number)]
    with django_assert_num_queries(1):
        publish(*facts, actor=SYSTEM)
    assert Event.objects.count() == Pending.objects.count() == number
    assert [event.subject for event in Event.objects.all()] == [str(fact.lamp_id) for fact in facts]


def test_nothing_to_say_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        publish(actor=SYSTEM)


def test_what_happens_to_one_thing_is_counted(db):
    one, other = new_id(), new_id()
    publish(LampLit(one), LampLit(other), LampBroken(one), LampLit(one), actor=SYSTEM)
    publish(LampLit(one), actor=SYSTEM)

    assert sequences() == [1, 1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_without_gaps():
    lamp = new_id()
    all_at_once([partial(publish, LampLit(lamp), actor=SYSTEM)] * 16)

    assert sequences() == list(range(1, 17)), "in the order of the log"


class SlowWriter:
    """A transaction that publishes and then takes its time to commit."""

    def __init__(self) -> None:
        self._published, self._may_commit = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._write)

    def _write(self) -> None:
        with transaction.atomic():
            publish(LampLit(new_id()), actor=SYSTEM)
            self._published.set()
            self._may_commit.wait(10)
        connections.close_all()

    def __enter__(self) -> None:
        self._thread.start()
        self._published.wait(10)

    def __exit__(self, *_) -> None:
        self._may_commit.set()
        self._thread.join()


@pytest.mark.django_db(transaction=True)
def test_who_commits_late_is_missed_neither_by_the_relay_nor_by_a_reader():
    publish(LampLit(new_id()), actor=SYSTEM)
    before = Event.objects.settled().get().position
    with SlowWriter():
        publish(LampBroken(new_id()), actor=SYSTEM)  # takes a later position, commits earlier

        assert Event.objects.last().position == before + 2, "here a reader by position alone would go on"
        assert [event.position for event in Event.objects.settled()] == [before]
        assert hand_new(10).events == 2, "the relay doesn't wait for the slow one"

    assert [event.position for event in Event.objects.settled()] == [before, before + 1, before + 2]
    assert hand_new(10).events == 1


@pytest.mark.django_db(transaction=True)
def test_without_its_lock_a_reader_would_miss_who_commits_late(monkeypatch):
    monkeypatch.setattr(log, "_WRITE", log._WRITE.replace("pg_try_advisory_xact_lock_shared", "abs"))
    monkeypatch.setattr(log, "_WRITE", log._WRITE.replace("| (last_value + is_called::int))", ") > 0"))
    with SlowWriter():
        publish(LampBroken(new_id()), actor=SYSTEM)
        assert [event.name for event in Event.objects.settled()] == [LampBroken.name]


@pytest.mark.django_db(transaction=True)
def test_a_floor_ends_with_its_savepoint():
    with transaction.atomic():
        with transaction.atomic():
            publish(LampLit(new_id()), actor=SYSTEM)
            transaction.set_rollback(True)
        publish(LampLit(new_id()), actor=SYSTEM)
        (seen,) = all_at_once([lambda: Event.objects.settled().count()])
        held = all_at_once([_locks])[0]

    assert (seen, held) == (0, 1)
    assert Event.objects.settled().count() == 1
    assert all_at_once([_locks]) == [0]


def _locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND objsubid = 1 AND datname = current_database()"
        )
        return cursor.fetchone()[0]


def test_each_month_has_its_part(db):
    housekeeping.make_months()
    this = timezone.now().date().replace(day=1)

    assert set(Event.objects.months()) >= {this, months_after(this, 1), months_after(this, 2)}
    publish(LampLit(new_id()), actor=SYSTEM)
    assert _part_of(Event.objects.get()) == f"events_event_{this:%Y_%m}"


def test_what_came_before_its_month_was_made_moves_there(db):
    happened_at = datetime(2031, 12, 31, 23, 59, 59, tzinfo=UTC)
    event = Event.objects.create(name="test.lamp.lit", sequence=1, happened_at=happened_at)
    assert _part_of(event) == "events_event_default"

    Event.objects.make_month(date(2031, 12, 1))

    assert _part_of(event) == "events_event_2031_12"


def test_old_months_are_dropped_but_for_what_someone_has_yet_to_hear(db, settings):
    settings.EVENTS_KEPT_MONTHS = 3
    now = timezone.now().date()
    kept, old, older = (months_after(now, -ago) for ago in (3, 5, 6))
    for month in (older, old, kept):
        Event.objects.make_month(month)
        Event.objects.create(
            name="x.y.z", sequence=1, happened_at=datetime(month.year, month.month, 9, tzinfo=UTC)
        )
    waiting = Event.objects.get(happened_at__month=old.month)
    Pending.objects.create(position=waiting.position, happened_at=waiting.happened_at)

    assert housekeeping.drop_old_months() == [older]
    Pending.objects.all().delete()
    assert housekeeping.drop_old_months() == [old]
    assert Event.objects.count() == 1

    settings.EVENTS_KEPT_MONTHS = 0
    assert housekeeping.drop_old_months() == []


def test_the_months_come_and_go_also_where_the_site_owns_no_table(db, settings):
    settings.EVENTS_KEPT_MONTHS = 1
    Event.objects.make_month(old := date(2020, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE ROLE app; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app;"
            "GRANT EXECUTE ON FUNCTION events_make_month(date), events_drop_month(date) TO app;"
            "SET LOCAL ROLE app"
        )

        Event.objects.make_month(new := date(2035, 1, 1))
        assert housekeeping.drop_old_months() == [old]

        assert new in Event.objects.months()
        cursor.execute("RESET ROLE")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("reads", "drop"),
    [("events_event", Event.objects.drop_month), ("audit_change", Months.drop)],
    ids=["log", "audit"],
)
def test_nobody_waits_long_behind_a_month_that_goes(reads, drop):
    old = date(2020, 1, 1)
    Event.objects.make_month(old)
    Months.make(old)
    begun, may_end = threading.Event(), threading.Event()

    def read_on():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {reads}")
            begun.set()
            may_end.wait(20)

    def drop_meanwhile():
        begun.wait(20)
        try:
            with pytest.raises(OperationalError, match="lock timeout"):
                drop(old)
        finally:
            may_end.set()

    all_at_once([read_on, drop_meanwhile])
    Event.objects.drop_month(old)
    Months.drop(old)


@pytest.mark.parametrize(
    ("day", "number", "first"),
    [
        (date(2026, 11, 21), 0, date(2026, 11, 1)),
        (date(2026, 11, 21), 2, date(2027, 1, 1)),
        (date(2026, 1, 31), -1, date(2025, 12, 1)),
        (date(2026, 12, 1), -24, date(2024, 12, 1)),
    ],
)
def test_months_are_counted_over_the_year(day, number, first):
    assert months_after(day, number) == first


def _part_of(event: Event) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM events_event WHERE position = %s", [event.position]
        )
        return cursor.fetchone()[0]
