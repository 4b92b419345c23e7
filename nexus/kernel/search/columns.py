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
from django.db.models import Expression, F, Func

from nexus.kernel.database.blanks import Blank
from nexus.kernel.database.literal import Literal

TEXTS = "english"
NAMES = "search_names"  # English too, but without stop words: all of a name counts
RANKED = 1_000  # ranking reads each match's vector; of more than these, the newest are ranked

M = TypeVar("M", bound=models.Model)


def search_column(**weights: str | Expression) -> models.GeneratedField:
    """Build the column that is searched: a generated tsvector; each weight, a to d, names a text field.

    That of weight a is the name: it can be found by stop words alone.
    """
    vectors = [
        SearchVector(_words_of(field), weight=weight.upper(), config=NAMES if weight == "a" else TEXTS)
        for weight, field in weights.items()
    ]
    return models.GeneratedField(
        expression=reduce(add, vectors), output_field=SearchVectorField(), db_persist=True
    )


def search_query(asked: str | Blank) -> SearchQuery:
    """Build the query for a parsed search, as a constant that the planner sees."""
    return SearchQuery(Literal(asked), config=SearchConfig(Literal(NAMES)), search_type="raw")


def _words_of(field: str | Expression) -> Func:
    # What is typed is split by the same function: PostgreSQL's parser alone would see a host in 'Node.js', a
    # path in 'A/C', and each apart from the words that people type.
    return Func(field, function="search_text", output_field=models.TextField())


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
