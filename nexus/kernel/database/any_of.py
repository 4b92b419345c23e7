from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models


class AnyOf(models.Func):
    """A column that equals one of a list of values, as one parameter however long the list is."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


def one_of(column: str, texts: Iterable[str]) -> models.Q:
    """Give the condition that a column holds one of these texts: `__in` would send a parameter for each."""
    return models.Q(AnyOf(column, models.Value([*texts], ArrayField(models.TextField()))))
