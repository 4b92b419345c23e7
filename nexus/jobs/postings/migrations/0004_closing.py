from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("postings", "0003_pay_rising")]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=["closes_at"],
                condition=Q(status="published") & Q(closes_at__isnull=False),
                name="job_closing",
            ),
        ),
    ]
