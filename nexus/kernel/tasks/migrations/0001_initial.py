import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DoneTask",
            fields=[
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("done_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"indexes": [models.Index(fields=["done_at"], name="done_task_age")]},
        ),
    ]
