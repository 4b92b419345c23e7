from django.db import migrations

from nexus.kernel.oauth.models.tokens import Digest


class Migration(migrations.Migration):
    """Codes are kept as their hash: those of the last minute are void."""

    dependencies = [("oauth", "0001_initial")]

    operations = [
        migrations.AlterField("grant", "code", Digest(max_length=255, unique=True)),
    ]
