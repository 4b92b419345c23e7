from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory

# Told by the database, so that it is noted whoever changes an account, and by which way. Of a password only
# that it changed: with its stamp where it is a new one, without where it was merely hashed anew.
SECURITY = """
    CREATE FUNCTION accounts_note_security() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
        roles text[] := ARRAY['is_seller', 'is_employer', 'is_job_seeker', 'is_premium', 'is_staff', 'is_superuser'];
        before jsonb := to_jsonb(OLD);
        after jsonb := to_jsonb(NEW);
        changed jsonb;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            PERFORM audit_note_security('account_deleted', OLD.id, '{}');
            RETURN NULL;
        END IF;
        SELECT jsonb_object_agg(name, jsonb_build_array(before -> name, after -> name)) INTO changed
            FROM unnest(roles) AS name
            WHERE coalesce(before -> name, 'false') IS DISTINCT FROM (after -> name);
        IF TG_OP = 'INSERT' THEN
            PERFORM audit_note_security('account_opened', NEW.id, coalesce(changed, '{}'));
            RETURN NULL;
        END IF;
        IF changed IS NOT NULL THEN
            PERFORM audit_note_security('roles_changed', NEW.id, changed);
        END IF;
        IF OLD.email <> NEW.email THEN
            PERFORM audit_note_security('email_changed', NEW.id, '{}');
        END IF;
        IF OLD.is_active <> NEW.is_active THEN
            PERFORM audit_note_security(
                CASE WHEN NEW.is_active THEN 'account_reopened' ELSE 'account_shut' END, NEW.id, '{}');
        END IF;
        IF OLD.password <> NEW.password THEN
            PERFORM audit_note_security(
                CASE WHEN OLD.security_stamp <> NEW.security_stamp THEN 'password_changed'
                     ELSE 'password_rehashed' END, NEW.id, '{}');
        END IF;
        RETURN NULL;
    END $$;
    DO $$ BEGIN
        EXECUTE format('ALTER FUNCTION accounts_note_security() SET search_path = %I, pg_temp', current_schema());
    END $$;
    REVOKE ALL ON FUNCTION accounts_note_security() FROM PUBLIC;
    CREATE TRIGGER note_security_update AFTER UPDATE ON accounts_user FOR EACH ROW WHEN (
        (OLD.password, OLD.email, OLD.is_active, OLD.is_seller, OLD.is_employer, OLD.is_job_seeker,
         OLD.is_premium, OLD.is_staff, OLD.is_superuser) IS DISTINCT FROM
        (NEW.password, NEW.email, NEW.is_active, NEW.is_seller, NEW.is_employer, NEW.is_job_seeker,
         NEW.is_premium, NEW.is_staff, NEW.is_superuser))
        EXECUTE FUNCTION accounts_note_security();
    CREATE TRIGGER note_security AFTER INSERT OR DELETE ON accounts_user FOR EACH ROW
        EXECUTE FUNCTION accounts_note_security();
"""
NO_SECURITY = """
    DROP TRIGGER note_security ON accounts_user;
    DROP TRIGGER note_security_update ON accounts_user;
    DROP FUNCTION accounts_note_security();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0001_initial")]

    operations = [
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
                "is_active",
                "is_staff",
                "is_superuser",
            ],
        ),
        KeepHistory(
            "accounts_user_groups", "user_group", columns=["group_id"], of="user", of_column="user_id"
        ),
        KeepHistory(
            "accounts_user_user_permissions",
            "user_permission",
            columns=["permission_id"],
            of="user",
            of_column="user_id",
        ),
        migrations.RunSQL(SECURITY, NO_SECURITY),
    ]
