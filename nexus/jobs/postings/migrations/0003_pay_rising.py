from django.db import migrations, models
from django.db.models import Case, DecimalField, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

_PAY = DecimalField(decimal_places=2, max_digits=16)
_A_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
_TIMES = Case(
    *(When(salary_period=period, then=Value(factor)) for period, factor in _A_YEAR.items()),
    default=Value(1),
    output_field=IntegerField(),
)
_BEST = Coalesce(F("salary_max"), F("salary_min"), Value(0), output_field=_PAY) * _TIMES
_IS_SAID = Q(salary_max__isnull=False) | Q(salary_min__isnull=False)


class Migration(migrations.Migration):
    dependencies = [("postings", "0002_history")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="yearly_pay_rising",
            field=models.GeneratedField(
                db_persist=True,
                expression=Case(
                    When(_IS_SAID, then=_BEST), default=Value(99_999_999_999_999), output_field=_PAY
                ),
                output_field=_PAY,
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=Q(status="published"),
                fields=["yearly_pay_rising", "id"],
                name="job_by_pay_rising",
            ),
        ),
    ]
