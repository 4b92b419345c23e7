from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("webhooks", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "delivery",
            models.Index(condition=Q(state="given_up"), fields=["finished_at"], name="webhook_delivery_given_up"),
        ),
    ]
