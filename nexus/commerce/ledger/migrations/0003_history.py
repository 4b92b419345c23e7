from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_closed_days"), ("audit", "0001_initial")]

    operations = [KeepHistory("ledger_commissionrate", "commission", columns=["category_id", "rate"])]
