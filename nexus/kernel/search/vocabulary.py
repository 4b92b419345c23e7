"""Learning and asking: the two things other rooms do with search."""

from collections.abc import Iterable

from nexus.kernel.search.models import Known, Word

_NOTHING = ""


def learn(area: str, texts: Iterable[str]) -> None:
    """Add the words of these texts to an area's vocabulary: call it where a searchable text is written."""
    Word.objects.learn(area, texts)


def parse(area: str, text: str) -> str | None:
    """Read what someone typed, whatever it is, as a search that finds it (PostgreSQL's tsquery).

    Every word has to be found, the last one may be unfinished. Stop words are passed over, unless there are
    no others: then they are a name.

    A word that the area's vocabulary doesn't know, nor any word that begins so, also finds the nearest one
    it knows. Two words also find what is written as one. Blank text asks for nothing (None: no filter); text
    without a word in it finds nothing.
    """
    if not text.strip():
        return None
    known = Word.objects.look_up(area, text)
    asked = [word for word in known if not word.is_stop_word] or known
    alternatives = [_alternatives(word, is_last=word is known[-1]) for word in asked]
    return " & ".join(f"({' | '.join(words)})" for words in alternatives) or _NOTHING


def _alternatives(word: Known, *, is_last: bool) -> list[str]:
    # Words are letters and digits only (search_words), so quoting them is all that the query syntax asks.
    whole, beginning = f"'{word.word}'", f"'{word.word}':*"
    # 'wifi' stands in for 'wi' and for 'fi' alike: both are found, or it is.
    joined = [f"'{pair}'" for pair in word.joined]
    if word.is_whole or len(word.word) == 1:  # the vocabulary holds no single letters
        return [whole, beginning, *joined] if is_last else [whole, *joined]
    if word.endings:
        # The index holds stems: 'runnin' begins 'running', but not its stem 'run'.
        return [beginning, *(f"'{ending}'" for ending in word.endings), *joined]
    return [beginning, f"'{word.nearest}'", *joined] if word.nearest else [beginning, *joined]
