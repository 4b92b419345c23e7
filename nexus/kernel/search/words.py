"""What a word is, for the vocabulary and for what people type."""

import re
import unicodedata

LONGEST = 40
MOST_ASKED = 8  # more words narrow nothing further, and each costs an index scan

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_MENDED = 4


def words_of(text: str) -> list[str]:
    """Split a text into its words, in lower case."""
    composed = unicodedata.normalize("NFC", text).lower()
    return [word for word in _WORD.findall(composed) if len(word) <= LONGEST]


def asked_words(text: str) -> list[str]:
    """Split what someone typed into the words that are searched for."""
    return list(dict.fromkeys(words_of(text)))[:MOST_ASKED]


def can_be_misspelt(word: str) -> bool:
    """Tell whether a word may be mended: a number or a very short word is meant as it stands."""
    return len(word) >= _SHORTEST_MENDED and not word.isdecimal()


def with_letters_swapped(word: str) -> list[str]:
    """List the word with each pair of neighbours swapped: the slip that trigrams don't see."""
    return [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]
