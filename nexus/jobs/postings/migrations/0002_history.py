from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory


class Migration(migrations.Migration):
    dependencies = [("postings", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        KeepHistory(
            "postings_job",
            "job",
            columns=[
                "employer_id",
                "title",
                "description",
                "company_name",
                "location",
                "employment_type",
                "workplace_type",
                "category_id",
                "salary_min",
                "salary_max",
                "salary_currency",
                "salary_period",
                "skills",
                "closes_at",
                "status",
                "source_url",
            ],
            inserts=False,
        )
    ]
