"""Columns that PostgreSQL keeps by itself, so that bulk and raw writes can't leave them behind."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, DecimalField, F, Func, TextField, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Lower

from nexus.jobs.postings.models.choices import PERIODS_A_YEAR
from nexus.kernel.kit import money

PAY = DecimalField(max_digits=money.MAX_DIGITS + 4, decimal_places=money.DECIMAL_PLACES)
ABOVE_ALL = 10 ** (PAY.max_digits - PAY.decimal_places) - 1
LINE = "\n"  # a tidied skill holds none


def skill_text() -> Func:
    """Give the skills as one text; PostgreSQL's own function is not allowed in a generated column."""
    return Func(F("skills"), function="jobs_skill_text", output_field=TextField())


def yearly_pay() -> models.GeneratedField:
    """Keep what a job pays in a year at best, 0 where it doesn't say: salaries by the hour compare too."""
    return models.GeneratedField(expression=_best_in_a_year(), output_field=PAY, db_persist=True)


def yearly_pay_rising() -> models.GeneratedField:
    """Keep the same for lists from the lowest on: a job that doesn't say what it pays is last there too."""
    is_said = models.Q(salary_max__isnull=False) | models.Q(salary_min__isnull=False)
    expression = Case(When(is_said, then=_best_in_a_year()), default=Value(ABOVE_ALL), output_field=PAY)
    return models.GeneratedField(expression=expression, output_field=PAY, db_persist=True)


def _best_in_a_year() -> CombinedExpression:
    times = Case(
        *(When(salary_period=period, then=Value(factor)) for period, factor in PERIODS_A_YEAR.items()),
        default=Value(1),
        output_field=models.IntegerField(),
    )
    return Coalesce(F("salary_max"), F("salary_min"), Value(0), output_field=PAY) * times


def skill_keys() -> models.GeneratedField:
    """Keep the skills in lower case, to be found in any."""
    split = Func(
        Lower(skill_text()), Value(LINE), function="string_to_array", output_field=ArrayField(TextField())
    )
    return models.GeneratedField(expression=split, output_field=ArrayField(TextField()), db_persist=True)
