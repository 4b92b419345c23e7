from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        KeepHistory("taxonomy_category", "category", columns=["name", "slug", "description", "parent_id"])
    ]
