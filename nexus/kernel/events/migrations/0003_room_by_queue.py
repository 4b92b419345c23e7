from django.db import migrations, models
from django.db.models import Q

# What a month of the log needs, done by who owns the tables whoever asks: the site may run under a role that
# makes and drops none. They must find our tables, and no temporary one of the same name. A month that goes waits
# for those who read, and everyone who publishes waits behind it: so not for long, and it is tried again.
MONTHS = """
    CREATE FUNCTION events_drop_month(month date) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE format('DROP TABLE %I', 'events_event_' || to_char(month, 'YYYY_MM'));
    END $$;
    ALTER FUNCTION events_drop_month(date) SET lock_timeout = '500ms';
    DO $$
    DECLARE
        fn text;
    BEGIN
        FOREACH fn IN ARRAY ARRAY['events_make_month(date)', 'events_drop_month(date)'] LOOP
            EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %I, pg_temp', fn, current_schema());
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', fn);
        END LOOP;
    END $$;
"""
NO_MONTHS = """
    ALTER FUNCTION events_make_month(date) SECURITY INVOKER RESET search_path;
    GRANT EXECUTE ON FUNCTION events_make_month(date) TO PUBLIC;
    DROP FUNCTION events_drop_month(date);
"""


class Migration(migrations.Migration):

    dependencies = [("events", "0002_the_relay")]

    operations = [
        migrations.RemoveIndex("delivery", "delivery_due"),
        migrations.RemoveIndex("delivery", "delivery_in_flight"),
        migrations.AddIndex(
            "delivery",
            models.Index(condition=Q(handed_at__isnull=False), fields=["due_at"], name="delivery_in_flight"),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                condition=Q(failed_at=None, handed_at=None), fields=["receiver", "due_at"], name="delivery_waiting"
            ),
        ),
        migrations.RunSQL(MONTHS, NO_MONTHS),
    ]
