"""Learning and asking: the two things other rooms do with search."""

from collections.abc import Iterable

from nexus.kernel.search.models import Known, Word
from nexus.kernel.search.words import asked_words, words_of

_NOTHING = ""


def learn(area: str, texts: Iterable[str]) -> None:
    """Add the words of these texts to an area's vocabulary: call it where a searchable text is written."""
    said = set(words_of("\n".join(texts)))
    words = {word for word in said if len(word) > 1 and not word.isdecimal()}
    if words:
        Word.objects.learn(area, words)


def parse(area: str, text: str) -> str | None:
    """Read what someone typed, whatever it is, as a search that finds it (PostgreSQL's tsquery).

    Every word has to be found, the last one may be unfinished.

    A word that the area's vocabulary doesn't know, nor any word that begins so, also finds the nearest one
    it knows. Blank text asks for nothing (None: no filter); text without a word in it finds nothing.
    """
    if not text.strip():
        return None
    words = asked_words(text)
    if not words:
        return _NOTHING
    known = Word.objects.look_up(area, words)
    alternatives = [_alternatives(word, is_last=word is known[-1]) for word in known]
    return " & ".join(f"({' | '.join(words)})" for words in alternatives)


def _alternatives(word: Known, *, is_last: bool) -> list[str]:
    # Words are letters and digits only (words_of), so that quoting them is all that the query syntax asks.
    whole, beginning = f"'{word.word}'", f"'{word.word}':*"
    if word.is_whole:
        return [whole, beginning] if is_last else [whole]
    if word.endings:
        # The index holds stems: 'runnin' begins 'running', but not its stem 'run'.
        return [beginning, *(f"'{ending}'" for ending in word.endings)]
    return [beginning, f"'{word.nearest}'"] if word.nearest else [beginning]
