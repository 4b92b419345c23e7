"""Nobody changes what was noted: not the application, not its role in the database, not by a trick."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from nexus.kernel.audit.actions import drop_old_months, make_months, record
from nexus.kernel.audit.models import Change, Months, SecurityEvent
from nexus.kernel.events.actions.housekeeping import months_after
from nexus.kernel.taxonomy.models import Category
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

TABLES = ["audit_change", "audit_securityevent"]
# As docs/guides/audit.md gives them to the role that the application signs in with.
GRANTS = """
    CREATE ROLE app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO app;
    DO $$
    DECLARE
        kept regclass;
    BEGIN
        FOR kept IN SELECT relid FROM pg_partition_tree('audit_change')
                    UNION SELECT relid FROM pg_partition_tree('audit_securityevent') LOOP
            EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %s FROM app', kept);
        END LOOP;
    END $$;
    GRANT INSERT ON audit_securityevent TO app;
    GRANT EXECUTE ON FUNCTION audit_make_month(date), audit_drop_month(date),
        audit_forget_columns(text, text, text[]), audit_forget_places(uuid) TO app;
"""


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refusal(statement: str) -> str:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        run(statement)
    return str(refused.value)


@pytest.fixture
def noted(db):
    record("signed_in", None)
    return CategoryFactory(name="Pens")


@pytest.fixture
def as_app(noted):
    run(GRANTS)
    run("SET LOCAL ROLE app")
    yield noted
    run("RESET ROLE")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("part", ["", "_default", f"_{timezone.now():%Y_%m}"])
def test_no_row_is_changed_taken_out_or_emptied_away(noted, table, part):
    name = table + part
    if part != "_default":  # where nothing has landed, a row's trigger has nothing to refuse
        assert "never changed or taken out" in refusal(f"UPDATE {name} SET request_id = 'another'")
        assert "never changed or taken out" in refusal(f"DELETE FROM {name}")
    assert "never changed or taken out" in refusal(f"TRUNCATE {name}")


def test_the_orm_is_refused_alike(noted):
    for model in (Change, SecurityEvent):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(request_id="another")
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


def test_the_applications_role_has_history_written_but_writes_none(as_app):
    Category.objects.filter(pk=as_app.pk).update(name="Ink pens")
    record("signed_out", None)

    assert Change.objects.first().changes == {"name": ["Pens", "Ink pens"]}
    assert SecurityEvent.objects.first().name == "signed_out"
    forged = (
        "INSERT INTO audit_change"
        " (happened_at, kind, object_id, of_kind, of_id, did, changes, request_id, reason)"
        " VALUES (now(), 'category', '1', 'category', '1', 'update', '{}', '', '')"
    )
    assert "permission denied" in refusal(forged)
    assert "permission denied" in refusal("SELECT audit_note_security('signed_in', NULL, '{}')")


@pytest.mark.parametrize("table", [*TABLES, *(f"{table}_{timezone.now():%Y_%m}" for table in TABLES)])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET request_id = 'x'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
    ],
)
def test_the_applications_role_has_no_way_round(as_app, table, statement):
    assert any(word in refusal(statement.format(table)) for word in ("permission denied", "must be owner"))


def test_a_temporary_table_of_its_name_catches_nothing(as_app):
    before = Change.objects.count()
    run("CREATE TEMPORARY TABLE audit_change (LIKE public.audit_change) ON COMMIT DROP")

    run(f"UPDATE taxonomy_category SET name = 'Nibs' WHERE id = {as_app.pk}")

    run("DROP TABLE pg_temp.audit_change")
    assert Change.objects.count() == before + 1


def test_only_old_months_are_let_go_and_only_by_one_function(as_app, settings):
    this = timezone.now().astimezone(UTC).date()
    for ago in (5, 0):
        months = months_after(this, -ago)
        assert "six months" in refusal(f"SELECT audit_drop_month('{months}')")

    old = months_after(this, -40)
    Months.make(old)
    settings.AUDIT_KEPT_MONTHS = 36
    assert old in Months.kept()

    assert "permission denied" in refusal(f"DELETE FROM audit_change_{old:%Y_%m}")
    assert "permission denied" in refusal(f"INSERT INTO audit_change_{old:%Y_%m} DEFAULT VALUES")

    assert drop_old_months() == [old]
    assert old not in Months.kept()

    Months.make(old)
    settings.AUDIT_KEPT_MONTHS = 0
    assert drop_old_months() == []


def test_what_came_before_its_month_was_made_moves_into_it(db):
    late = datetime(2031, 5, 3, tzinfo=UTC)
    SecurityEvent.objects.create(name="signed_in", happened_at=late)

    Months.make(late.date())
    make_months()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_securityevent_2031_05")
        assert cursor.fetchone()[0] == 1
        cursor.execute("SELECT count(*) FROM audit_securityevent_default")
        assert cursor.fetchone()[0] == 0
    for name in ("audit_securityevent_2031_05", "audit_securityevent"):
        assert "never changed" in refusal(f"DELETE FROM {name} WHERE happened_at = '2031-05-03T00:00Z'")
    SecurityEvent.objects.create(name="signed_in", happened_at=datetime(2032, 5, 3, tzinfo=UTC))
    assert "never changed" in refusal("DELETE FROM audit_securityevent_default")


def test_saying_that_one_forgets_is_no_way_round_either(as_app):
    run("SELECT set_config('nexus.forgetting', 'on', true)")

    for table in TABLES:
        assert "permission denied" in refusal(f"UPDATE {table} SET request_id = 'x'")


def test_the_applications_role_forgets_by_name_alone(as_app):
    Category.objects.filter(pk=as_app.pk).update(name="Ink pens")

    Change.objects.forget("category", str(as_app.pk), ["name"])

    told = [change.changes for change in Change.objects.of("category", str(as_app.pk))]
    assert told[0] == {"name": [None, None]}
    assert "Pens" not in str([change.get("name") for change in told])
    assert current_forgetting() == ""
    assert "permission denied" in refusal("UPDATE audit_change SET request_id = 'x'")


def current_forgetting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('nexus.forgetting', true), '')")
        return str(cursor.fetchone()[0])
