from dataclasses import dataclass
from typing import Final

LARGEST_BODY: Final = 1024 * 1024
USUAL_PAGE: Final = 20


@dataclass(frozen=True)
class Limits:
    """How much one document may ask for; whatever asks for more is refused before anything is looked up.

    Fields, aliases and depth are counted with all fragments written out. Cost is the number of values that
    the answer could hold, where a look-up counts as 50 and a mutation as 4,000.
    """

    characters: int = 20_000
    tokens: int = 1_000
    depth: int = 12
    fields: int = 400
    repeats: int = 20
    aliases: int = 20
    introspections: int = 2
    cost: int = 20_000


LIMITS: Final = Limits()
