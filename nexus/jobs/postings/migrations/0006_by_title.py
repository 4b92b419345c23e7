from django.db import migrations, models
from django.db.models import Q

_KEY = r"lower(regexp_replace(normalize(%(expressions)s, NFD), '[\u0300-\u036f]', '', 'g'))"


class Migration(migrations.Migration):
    dependencies = [("postings", "0005_closing_told")]

    operations = [
        migrations.RemoveIndex(model_name="job", name="job_by_title"),
        migrations.AddField(
            model_name="job",
            name="title_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("title"), output_field=models.TextField(), template=_KEY),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=Q(status="published"), fields=["title_key", "id"], name="job_by_title"
            ),
        ),
    ]
