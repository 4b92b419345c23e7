from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

LONGEST = 40
LONGEST_ASKED = 500  # PostgreSQL indexes no word of more than 2,046 bytes
MOST_ASKED = 8  # more words narrow nothing further, and each costs an index scan

# In order, so that two writers who bring the same words wait for each other in turn, never in a ring.
_LEARN = """
    INSERT INTO search_word (area, word)
    SELECT %(area)s::text, word
    FROM (
        SELECT DISTINCT word
        FROM unnest(%(texts)s::text[]) AS said, string_to_table(search_text(said), ' ') AS word
        WHERE length(word) BETWEEN 2 AND %(longest)s
    ) AS met
    WHERE word !~ '^[[:digit:]]+$'
    ORDER BY word ON CONFLICT DO NOTHING
"""
# A number or a very short word is meant as it stands: it gets no slips, and no nearest word.
# Slips are the word with two neighbours swapped, which trigrams don't see.
# U+10FFFF sorts behind every letter: the range holds all words that begin so, and the index can seek it.
_LOOK_UP = """
    WITH said AS (
        SELECT word, min(place) AS place
        FROM string_to_table(search_words(%(text)s), ' ') WITH ORDINALITY AS split (word, place)
        WHERE length(word) BETWEEN 1 AND %(longest_asked)s
        GROUP BY word ORDER BY place LIMIT %(most)s
    ), asked AS (
        SELECT word, place, to_tsvector('english', word) = '' AS is_stop_word,
               ARRAY[lag(word) OVER typed || word, word || lead(word) OVER typed] AS pairs,
               ARRAY(
                   SELECT overlay(word PLACING reverse(substr(word, slip, 2)) FROM slip FOR 2)
                   FROM generate_series(1, length(word) - 1) AS slip
                   WHERE length(word) BETWEEN 4 AND %(longest)s AND word !~ '^[[:digit:]]+$'
               ) AS slips
        FROM said WINDOW typed AS (ORDER BY place)
    )
    SELECT asked.word, asked.is_stop_word, known.is_whole, known.joined, known.endings, nearest.word
    FROM asked
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM search_word WHERE area = %(area)s AND word = asked.word) AS is_whole,
               ARRAY(
                   SELECT pair.word FROM search_word AS pair
                   WHERE pair.area = %(area)s AND pair.word = ANY (asked.pairs)
               ) AS joined,
               ARRAY(
                   SELECT longer.word FROM search_word AS longer
                   WHERE longer.area = %(area)s
                     AND longer.word > asked.word AND longer.word < asked.word || chr(1114111)
                   ORDER BY longer.word LIMIT 4
               ) AS endings
    ) AS known
    LEFT JOIN LATERAL (
        SELECT close.word FROM search_word AS close
        WHERE NOT known.is_whole AND known.endings = '{}' AND asked.slips <> '{}' AND close.area = %(area)s
          AND (close.word %% asked.word OR close.word = ANY (asked.slips))
          AND (similarity(close.word, asked.word) >= 0.35 OR close.word = ANY (asked.slips))
        ORDER BY close.word = ANY (asked.slips) DESC, similarity(close.word, asked.word) DESC, close.word
        LIMIT 1
    ) AS nearest ON TRUE
    ORDER BY asked.place
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the vocabulary says of a word: that it is one, how it may go on, or which one was meant."""

    word: str
    is_stop_word: bool
    is_whole: bool
    joined: Sequence[str]  # with the word before or behind it: 'wifi' of 'wi fi'
    endings: Sequence[str]
    nearest: str | None


class WordQuerySet(models.QuerySet["Word"]):
    """The vocabulary, as learning and searching use it."""

    def learn(self, area: str, texts: Iterable[str]) -> None:
        """Add the words of texts to an area, in one statement."""
        with connection.cursor() as cursor:
            cursor.execute(_LEARN, {"area": area, "texts": list(texts), "longest": LONGEST})

    def look_up(self, area: str, text: str) -> list[Known]:
        """Say of each word of a text what an area knows of it, in one query."""
        within = {"longest": LONGEST, "longest_asked": LONGEST_ASKED, "most": MOST_ASKED}
        with connection.cursor() as cursor:
            cursor.execute(_LOOK_UP, {"area": area, "text": text, **within})
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
