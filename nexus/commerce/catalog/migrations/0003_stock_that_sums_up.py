"""A warehouse holds as much as can be summed up over all that a store may have."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_buying")]

    operations = [
        migrations.AlterField(
            model_name="variant",
            name="stock",
            field=models.IntegerField(
                default=0,
                help_text="What can be bought now. Inventory counts it: what else is written here is passed over.",
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(10_000_000),
                ],
            ),
        ),
    ]
