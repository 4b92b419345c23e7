from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[],
            options={
                "verbose_name_plural": "identities",
                "ordering": ["-date_joined", "-id"],
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("socialaccount.socialaccount",),
        ),
    ]
