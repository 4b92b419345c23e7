from django.db import migrations, models

from nexus.kernel.audit.keeping import KeepHistory

BEFORE = KeepHistory(
    "accounts_user",
    "user",
    columns=[
        "username",
        "email",
        "is_seller",
        "is_employer",
        "is_job_seeker",
        "is_premium",
        "is_active",
        "is_staff",
        "is_superuser",
    ],
)
# Beside accounts_note_security, which knows the roles that there were before.
SECURITY = """
    CREATE FUNCTION accounts_note_support() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        PERFORM audit_note_security('roles_changed', NEW.id, jsonb_build_object('is_support',
            jsonb_build_array(TG_OP = 'UPDATE' AND NOT NEW.is_support, NEW.is_support)));
        RETURN NULL;
    END $$;
    DO $$ BEGIN
        EXECUTE format('ALTER FUNCTION accounts_note_support() SET search_path = %I, pg_temp', current_schema());
    END $$;
    REVOKE ALL ON FUNCTION accounts_note_support() FROM PUBLIC;
    CREATE TRIGGER note_support_update AFTER UPDATE ON accounts_user FOR EACH ROW
        WHEN (OLD.is_support IS DISTINCT FROM NEW.is_support) EXECUTE FUNCTION accounts_note_support();
    CREATE TRIGGER note_support AFTER INSERT ON accounts_user FOR EACH ROW
        WHEN (NEW.is_support) EXECUTE FUNCTION accounts_note_support();
"""
NO_SECURITY = """
    DROP TRIGGER note_support ON accounts_user;
    DROP TRIGGER note_support_update ON accounts_user;
    DROP FUNCTION accounts_note_support();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_owners")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_support",
            field=models.BooleanField(
                default=False,
                db_default=False,
                help_text="Sees what an administrator sees, and changes none of it.",
            ),
        ),
        migrations.RunSQL(BEFORE.reverse_sql, BEFORE.sql),
        KeepHistory(
            "accounts_user",
            "user",
            columns=[
                "username",
                "email",
                "is_seller",
                "is_employer",
                "is_job_seeker",
                "is_premium",
                "is_support",
                "is_active",
                "is_staff",
                "is_superuser",
            ],
        ),
        migrations.RunSQL(SECURITY, NO_SECURITY),
    ]
