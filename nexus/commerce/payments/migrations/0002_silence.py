from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="unanswered_at",
            field=models.DateTimeField(
                editable=False, help_text="Since when its provider is silent, and nobody asks it.", null=True
            ),
        ),
    ]
