import django.core.validators
from django.db import migrations, models
from django.db.models import Q

# A coupon with a limit of none could never be used: now it says so.
_OUT_OF_USE = """
    UPDATE promotions_coupon
    SET is_active = false,
        most_uses = NULLIF(most_uses, 0),
        most_uses_per_user = NULLIF(most_uses_per_user, 0)
    WHERE 0 IN (most_uses, most_uses_per_user)
"""


class Migration(migrations.Migration):
    dependencies = [("promotions", "0002_history")]

    operations = [
        migrations.RunSQL(_OUT_OF_USE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="coupon",
            name="most_uses",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="None: no limit.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
            ),
        ),
        migrations.AlterField(
            model_name="coupon",
            name="most_uses_per_user",
            field=models.PositiveIntegerField(
                blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)]
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=(Q(most_uses__isnull=True) | Q(most_uses__gt=0))
                & (Q(most_uses_per_user__isnull=True) | Q(most_uses_per_user__gt=0)),
                name="coupon_limits_above_zero",
                violation_error_message=(
                    "A limit is of one use at least; a coupon that nobody is to use is taken out of use."
                ),
            ),
        ),
    ]
