from django.db import migrations

# A month that goes waits for those who read, and everyone who writes what is noted waits behind it: so not for
# long, and it is tried again.
QUICKLY = "ALTER FUNCTION audit_drop_month(date) SET lock_timeout = '500ms'"
PATIENTLY = "ALTER FUNCTION audit_drop_month(date) RESET lock_timeout"


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(QUICKLY, PATIENTLY)]
