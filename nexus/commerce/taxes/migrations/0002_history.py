from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory


class Migration(migrations.Migration):
    dependencies = [("taxes", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        KeepHistory(
            "taxes_taxrule",
            "tax_rule",
            columns=["name", "country", "category_id", "rate", "is_included", "taxes_shipping"],
        )
    ]
