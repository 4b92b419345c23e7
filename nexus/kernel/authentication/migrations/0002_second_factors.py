from django.db import migrations

# Told by the database, whichever page or shell adds a second factor or takes one away; never its secret.
NOTE = """
    CREATE FUNCTION authentication_note_factor() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            PERFORM audit_note_security('mfa_added', NEW.user_id, jsonb_build_object('type', NEW.type));
        ELSE
            PERFORM audit_note_security('mfa_removed', OLD.user_id, jsonb_build_object('type', OLD.type));
        END IF;
        RETURN NULL;
    END $$;
    DO $$ BEGIN
        EXECUTE format('ALTER FUNCTION authentication_note_factor() SET search_path = %I, pg_temp', current_schema());
    END $$;
    REVOKE ALL ON FUNCTION authentication_note_factor() FROM PUBLIC;
    CREATE TRIGGER note_security AFTER INSERT OR DELETE ON mfa_authenticator FOR EACH ROW
        EXECUTE FUNCTION authentication_note_factor();
"""
NO_NOTE = """
    DROP TRIGGER note_security ON mfa_authenticator;
    DROP FUNCTION authentication_note_factor();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("authentication", "0001_initial"),
        ("audit", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunSQL(NOTE, NO_NOTE)]
