"""Columns that PostgreSQL keeps by itself, so that bulk and raw writes can't leave them behind."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, DecimalField, F, Func, TextField, Value, When
from django.db.models.functions import Coalesce, Lower

from nexus.jobs.postings.models.choices import PERIODS_A_YEAR
from nexus.kernel.kit import money

PAY = DecimalField(max_digits=money.MAX_DIGITS + 4, decimal_places=money.DECIMAL_PLACES)
LINE = "\n"  # a tidied skill holds none


def skill_text() -> Func:
    """Give the skills as one text; PostgreSQL's own function is not allowed in a generated column."""
    return Func(F("skills"), function="jobs_skill_text", output_field=TextField())


def yearly_pay() -> models.GeneratedField:
    """Keep what a job pays in a year at best, 0 where it doesn't say: salaries by the hour compare too."""
    times = Case(
        *(When(salary_period=period, then=Value(factor)) for period, factor in PERIODS_A_YEAR.items()),
        default=Value(1),
        output_field=models.IntegerField(),
    )
    best = Coalesce(F("salary_max"), F("salary_min"), Value(0), output_field=PAY)
    return models.GeneratedField(expression=best * times, output_field=PAY, db_persist=True)


def skill_keys() -> models.GeneratedField:
    """Keep the skills in lower case, to be found in any."""
    split = Func(
        Lower(skill_text()), Value(LINE), function="string_to_array", output_field=ArrayField(TextField())
    )
    return models.GeneratedField(expression=split, output_field=ArrayField(TextField()), db_persist=True)
