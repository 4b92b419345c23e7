from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("postings", "0004_closing")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="closing_told",
            field=models.DateTimeField(
                null=True,
                editable=False,
                help_text="The closing date that its employer has been told is near.",
            ),
        ),
    ]
