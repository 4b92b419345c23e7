import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from nexus.kernel.database.append_only import AppendOnly

# What rows are never changed in, whoever asks: the trigger that refuses stands on the parts too, and they
# are dropped by one function alone.
TABLES = """
    CREATE SEQUENCE audit_change_position_seq;
    CREATE TABLE audit_change (
        position bigint NOT NULL DEFAULT nextval('audit_change_position_seq'),
        happened_at timestamptz NOT NULL,
        kind varchar(40) NOT NULL,
        object_id varchar(64) NOT NULL,
        of_kind varchar(40) NOT NULL,
        of_id varchar(64) NOT NULL,
        did varchar(6) NOT NULL,
        changes jsonb NOT NULL,
        actor_id uuid,
        request_id varchar(64) NOT NULL,
        reason varchar(200) NOT NULL,
        PRIMARY KEY (position, happened_at)
    ) PARTITION BY RANGE (happened_at);
    ALTER SEQUENCE audit_change_position_seq OWNED BY audit_change.position;
    CREATE INDEX change_of ON audit_change (of_kind, of_id, position);
    CREATE INDEX change_by ON audit_change (actor_id, position);
    CREATE INDEX change_request ON audit_change (request_id);
    CREATE INDEX change_happened_at ON audit_change USING brin (happened_at);

    CREATE SEQUENCE audit_securityevent_position_seq;
    CREATE TABLE audit_securityevent (
        position bigint NOT NULL DEFAULT nextval('audit_securityevent_position_seq'),
        happened_at timestamptz NOT NULL,
        name varchar(60) NOT NULL,
        user_id uuid,
        actor_id uuid,
        tried varchar(32) NOT NULL DEFAULT '',
        address varchar(64) NOT NULL,
        user_agent varchar(200) NOT NULL,
        request_id varchar(64) NOT NULL,
        details jsonb NOT NULL,
        PRIMARY KEY (position, happened_at)
    ) PARTITION BY RANGE (happened_at);
    ALTER SEQUENCE audit_securityevent_position_seq OWNED BY audit_securityevent.position;
    CREATE INDEX security_event_of ON audit_securityevent (user_id, position);
    CREATE INDEX security_event_failed_name ON audit_securityevent (tried, happened_at)
        WHERE name = 'sign_in_failed';
    CREATE INDEX security_event_address ON audit_securityevent (address, happened_at);
    CREATE INDEX security_event_name ON audit_securityevent (name, position);
    CREATE INDEX security_event_request ON audit_securityevent (request_id);
    CREATE INDEX security_event_failed ON audit_securityevent (happened_at) WHERE name = 'sign_in_failed';
    CREATE INDEX security_event_happened_at ON audit_securityevent USING brin (happened_at);

    CREATE TABLE audit_change_default PARTITION OF audit_change DEFAULT;
    CREATE TABLE audit_securityevent_default PARTITION OF audit_securityevent DEFAULT;
"""

NO_TABLES = "DROP TABLE audit_change, audit_securityevent;"

# TRUNCATE is told of by statement, which a part doesn't have from its whole.
NEVER_EMPTIED = """
    CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_change
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_securityevent
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_change_default
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_securityevent_default
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# Who writes is what the application has told in this transaction: nexus/kernel/audit/telling.py.
# Arguments: kind, key column, kind and column of the whole, and where that names another part the table and
# the column to find the whole by; then the columns that are kept.
NOTE_CHANGE = """
    CREATE FUNCTION audit_told(name text) RETURNS text LANGUAGE sql STABLE
        RETURN nullif(current_setting('nexus.' || name, true), '');

    CREATE FUNCTION audit_shown(value jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE
        RETURN CASE WHEN jsonb_typeof(value) = 'number' AND value::text LIKE '%.%'
                    THEN to_jsonb(value::text) ELSE coalesce(value, 'null') END;

    CREATE FUNCTION audit_note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
        before jsonb := to_jsonb(OLD);
        after jsonb := to_jsonb(NEW);
        held jsonb := coalesce(after, before);
        whole text := held ->> TG_ARGV[3];
        changed jsonb;
    BEGIN
        SELECT jsonb_object_agg(name, jsonb_build_array(audit_shown(before -> name), audit_shown(after -> name)))
            INTO changed FROM unnest(TG_ARGV[6:]) AS name
            WHERE (before -> name) IS DISTINCT FROM (after -> name);
        IF TG_ARGV[4] <> '' THEN
            EXECUTE format('SELECT %I::text FROM %I WHERE id::text = $1', TG_ARGV[5], TG_ARGV[4])
                INTO whole USING whole;
        END IF;
        INSERT INTO audit_change
            (happened_at, kind, object_id, of_kind, of_id, did, changes, actor_id, request_id, reason)
        VALUES (clock_timestamp(), TG_ARGV[0], held ->> TG_ARGV[1], TG_ARGV[2], coalesce(whole, ''),
                lower(TG_OP), coalesce(changed, '{}'), audit_told('actor')::uuid,
                coalesce(audit_told('request'), ''), coalesce(audit_told('reason'), ''));
        RETURN NULL;
    END $$;

    CREATE FUNCTION audit_note_security(event text, concerns uuid, said jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER AS $$
        INSERT INTO audit_securityevent
            (happened_at, name, user_id, actor_id, address, user_agent, request_id, details)
        VALUES (clock_timestamp(), event, concerns, audit_told('actor')::uuid,
                coalesce(audit_told('address'), ''), coalesce(audit_told('agent'), ''),
                coalesce(audit_told('request'), ''), said)
    $$;
"""
NO_NOTE_CHANGE = """
    DROP FUNCTION audit_note_security(text, uuid, jsonb);
    DROP FUNCTION audit_note_change();
    DROP FUNCTION audit_shown(jsonb);
    DROP FUNCTION audit_told(text);
"""

# A month's parts of both tables. What has landed in the part for all other times, since nobody made these in
# time, moves over: the owner of the tables alone may set the refusal aside for it.
MONTHS = """
    CREATE FUNCTION audit_make_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
        whole text;
        part text;
        other text;
        begins timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'UTC';
        ends timestamptz := (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'UTC';
    BEGIN
        FOREACH whole IN ARRAY ARRAY['audit_change', 'audit_securityevent'] LOOP
            part := whole || '_' || to_char(month, 'YYYY_MM');
            CONTINUE WHEN to_regclass(part) IS NOT NULL;
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, whole);
            -- What default privileges may have given away: a part is read through its whole, and written by none.
            FOR other IN SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
                         FROM pg_class, aclexplode(relacl)
                         WHERE pg_class.oid = to_regclass(part) AND grantee <> relowner LOOP
                EXECUTE format('REVOKE ALL ON %I FROM %s', part, other);
            END LOOP;
            EXECUTE format('ALTER TABLE %I DISABLE TRIGGER append_only', whole || '_default');
            EXECUTE format(
                'WITH moved AS (DELETE FROM %I WHERE happened_at >= %L AND happened_at < %L RETURNING *)'
                ' INSERT INTO %I SELECT * FROM moved', whole || '_default', begins, ends, part);
            EXECUTE format('ALTER TABLE %I ENABLE TRIGGER append_only', whole || '_default');
            EXECUTE format(
                'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', whole, part, begins, ends);
            EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I'
                           ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
        END LOOP;
    END $$;

    CREATE FUNCTION audit_drop_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        IF date_trunc('month', month) > date_trunc('month', now()) - interval '6 months' THEN
            RAISE EXCEPTION 'What was noted within the last six months is kept'
            USING ERRCODE = 'restrict_violation';
        END IF;
        EXECUTE format('DROP TABLE IF EXISTS %I, %I', 'audit_change_' || to_char(month, 'YYYY_MM'),
                       'audit_securityevent_' || to_char(month, 'YYYY_MM'));
    END $$;

    SELECT audit_make_month(now()::date);
    SELECT audit_make_month((now() + interval '1 month')::date);
"""
NO_MONTHS = "DROP FUNCTION audit_make_month(date); DROP FUNCTION audit_drop_month(date);"

# These run with their owner's rights: they must find our tables, and no temporary one of the same name.
OURS_ALONE = """
    DO $$
    DECLARE
        fn text;
    BEGIN
        FOREACH fn IN ARRAY ARRAY['audit_note_change()', 'audit_note_security(text, uuid, jsonb)',
                                  'audit_make_month(date)', 'audit_drop_month(date)'] LOOP
            EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', fn, current_schema());
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', fn);
        END LOOP;
    END $$;
"""


def _account(help_text):
    return models.ForeignKey(
        db_constraint=False,
        help_text=help_text,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("position", models.BigAutoField(help_text="The order in which it happened.", primary_key=True, serialize=False)),
                ("happened_at", models.DateTimeField()),
                ("kind", models.CharField(help_text="Of what, such as variant.", max_length=40)),
                ("object_id", models.CharField(max_length=64)),
                ("of_kind", models.CharField(help_text="What that is a part of, such as product.", max_length=40)),
                ("of_id", models.CharField(max_length=64)),
                ("did", models.CharField(choices=[("insert", "Insert"), ("update", "Update"), ("delete", "Delete")], max_length=6)),
                ("changes", models.JSONField(help_text="By column: what it was, and what it became.")),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("actor", _account("None for visitors, Nexus itself and whoever writes to the database by hand.")),
            ],
            options={"ordering": ["-position"], "managed": False},
        ),
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                ("position", models.BigAutoField(help_text="The order in which it happened.", primary_key=True, serialize=False)),
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("name", models.CharField(max_length=60)),
                ("tried", models.CharField(blank=True, editable=False, help_text="A keyed hash of the name that was tried.", max_length=32)),
                ("address", models.CharField(blank=True, max_length=64)),
                ("user_agent", models.CharField(blank=True, max_length=200)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("details", models.JSONField(default=dict)),
                ("user", _account("Whose account it concerns; none where a name is nobody's.")),
                ("actor", _account("Who did it.")),
            ],
            options={"ordering": ["-position"], "managed": False},
        ),
        migrations.RunSQL(TABLES, NO_TABLES),
        AppendOnly("audit_change"),
        AppendOnly("audit_securityevent"),
        migrations.RunSQL(NEVER_EMPTIED, migrations.RunSQL.noop),
        migrations.RunSQL(NOTE_CHANGE, NO_NOTE_CHANGE),
        migrations.RunSQL(MONTHS, NO_MONTHS),
        migrations.RunSQL(OURS_ALONE, migrations.RunSQL.noop),
    ]
