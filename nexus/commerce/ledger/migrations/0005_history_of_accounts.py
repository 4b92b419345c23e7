from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_payout_accounts"), ("audit", "0001_initial")]

    operations = [
        KeepHistory(
            "ledger_payoutaccount", "payout_account", columns=["country", "ending", "bic"], key="store_id"
        )
    ]
