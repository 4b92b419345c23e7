from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from nexus.kernel.search.words import LONGEST, can_be_misspelt, with_letters_swapped

_LEARN = """
    INSERT INTO search_word (area, word)
    SELECT %s::text, unnest(%s::text[]) ON CONFLICT DO NOTHING
"""
# U+10FFFF sorts behind every letter: the range holds all words that begin so, and the index can seek it.
_LOOK_UP = """
    SELECT asked.word, known.is_whole, known.endings, nearest.word
    FROM unnest(%(words)s::text[], %(swaps)s::text[]) WITH ORDINALITY AS asked (word, swaps, place)
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM search_word WHERE area = %(area)s AND word = asked.word) AS is_whole,
               ARRAY(
                   SELECT longer.word FROM search_word AS longer
                   WHERE longer.area = %(area)s
                     AND longer.word > asked.word AND longer.word < asked.word || chr(1114111)
                   ORDER BY longer.word LIMIT 4
               ) AS endings
    ) AS known
    LEFT JOIN LATERAL (
        SELECT close.word FROM search_word AS close
        WHERE NOT known.is_whole AND known.endings = '{}' AND asked.swaps <> '' AND close.area = %(area)s
          AND (close.word %% asked.word OR close.word = ANY (string_to_array(asked.swaps, ' ')))
          AND (similarity(close.word, asked.word) >= 0.35
               OR close.word = ANY (string_to_array(asked.swaps, ' ')))
        ORDER BY close.word = ANY (string_to_array(asked.swaps, ' ')) DESC,
                 similarity(close.word, asked.word) DESC, close.word
        LIMIT 1
    ) AS nearest ON TRUE
    ORDER BY asked.place
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the vocabulary says of a word: that it is one, how it may go on, or which one was meant."""

    word: str
    is_whole: bool
    endings: Sequence[str]
    nearest: str | None


class WordQuerySet(models.QuerySet["Word"]):
    """The vocabulary, as learning and searching use it."""

    def learn(self, area: str, words: Iterable[str]) -> None:
        """Add words to an area, in one statement.

        In order, so that two writers who bring the same words wait for each other in turn, never in a ring.
        """
        with connection.cursor() as cursor:
            cursor.execute(_LEARN, [area, sorted(set(words))])

    def look_up(self, area: str, words: Sequence[str]) -> list[Known]:
        """Say of each word what an area knows of it, in one query."""
        swaps = [" ".join(with_letters_swapped(word)) if can_be_misspelt(word) else "" for word in words]
        with connection.cursor() as cursor:
            cursor.execute(_LOOK_UP, {"area": area, "words": list(words), "swaps": swaps})
            return [Known(*row) for row in cursor.fetchall()]


class Word(models.Model):
    """A word that the texts of an area hold; what people type is compared with these."""

    pk = models.CompositePrimaryKey("area", "word")
    area = models.CharField(max_length=30, help_text="What is searched, such as catalog.")
    # Compared by code point, so that all words with one beginning lie side by side in the index.
    word = models.CharField(max_length=LONGEST, db_collation="C")

    objects = WordQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["word"], name="search_word_trigrams", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word
