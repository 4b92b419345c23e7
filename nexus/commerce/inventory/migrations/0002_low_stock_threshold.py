from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="stockitem",
            name="low_stock_threshold",
            field=models.PositiveIntegerField(
                null=True,
                blank=True,
                help_text="From how many pieces left downwards it is low; none: as the site has it.",
            ),
        ),
    ]
