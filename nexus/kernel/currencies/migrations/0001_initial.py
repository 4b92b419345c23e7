from django.db import migrations, models
from django.db.models import Q

import nexus.kernel.kit.currencies


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "base",
                    models.CharField(max_length=3, validators=[nexus.kernel.kit.currencies.known_currency]),
                ),
                (
                    "currency",
                    models.CharField(max_length=3, validators=[nexus.kernel.kit.currencies.known_currency]),
                ),
                ("day", models.DateField(help_text="From this day on, until there is a later one.")),
                ("rate", models.DecimalField(decimal_places=12, max_digits=24)),
                (
                    "source",
                    models.CharField(help_text="The provider that said so.", max_length=100),
                ),
                ("as_of", models.DateTimeField(help_text="When it was read last.")),
            ],
            options={
                "ordering": ["-day", "base", "currency"],
                "indexes": [models.Index(fields=["-day", "-as_of"], name="exchange_rate_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["base", "day", "currency"], name="exchange_rate_once_a_day"
                    ),
                    models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
                ],
            },
        ),
    ]
