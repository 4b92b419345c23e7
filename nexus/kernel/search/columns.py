"""The searchable column of a model, and the QuerySet that asks it.

    class Job(models.Model):
        search = search_column(a="title", b="company_name", c="description")
        objects = JobQuerySet.as_manager()            # class JobQuerySet(SearchableQuerySet["Job"])

        class Meta:
            indexes = [GinIndex(fields=["search"], name="job_search")]

Actions call `learn(area, texts)` on each write; lists call `parse(area, text)`, then `matching` or
`by_relevance` with what it gives.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Self, TypeVar

from django.contrib.postgres.search import (
    SearchConfig,
    SearchQuery,
    SearchRank,
    SearchVector,
    SearchVectorField,
)
from django.db import models
from django.db.models import Expression, F

from nexus.kernel.database.blanks import Blank
from nexus.kernel.database.literal import Literal

LANGUAGE = "english"
RANKED = 1_000  # ranking reads each match's vector; of more than these, the newest are ranked

M = TypeVar("M", bound=models.Model)


def search_column(**weights: str | Expression) -> models.GeneratedField:
    """Build the column that is searched: a generated tsvector; each weight, a to d, names a text field."""
    vectors = [
        SearchVector(field, weight=weight.upper(), config=LANGUAGE) for weight, field in weights.items()
    ]
    return models.GeneratedField(
        expression=reduce(add, vectors), output_field=SearchVectorField(), db_persist=True
    )


def search_query(asked: str | Blank) -> SearchQuery:
    """Build the query for a parsed search, as a constant that the planner sees."""
    return SearchQuery(Literal(asked), config=SearchConfig(Literal(LANGUAGE)), search_type="raw")


class SearchableQuerySet(models.QuerySet[M]):
    """Rows of a model with a `search` column."""

    def matching(self, asked: str | Blank) -> Self:
        """Keep what a parsed search finds."""
        return self.filter(search=search_query(asked))

    def by_relevance(self, asked: str | Blank) -> Self:
        """Keep what a parsed search finds, best first: the newest 1,000 matches, ranked."""
        query = search_query(asked)
        newest = self.filter(search=query).order_by("-created_at", "-pk").values("pk")[:RANKED]
        ranked = type(self)(self.model, using=self.db).filter(pk__in=newest)
        return ranked.order_by(SearchRank(F("search"), query).desc(), "-created_at", "-pk")
