"""The names of kept pictures: random, so that one tells nothing of another, in folders that stay small."""

import re
from typing import Final
from uuid import uuid4

from nexus.kernel.uploads.images import LONGEST_SIDE

_OURS: Final = re.compile(
    rf"images/([0-9a-f]{{2}})/\1[0-9a-f]{{30}}-({'|'.join(LONGEST_SIDE)})\.webp", re.ASCII
)


def new_names() -> dict[str, str]:
    """Give a new picture a name for each size."""
    key = uuid4().hex
    return {size: f"images/{key[:2]}/{key}-{size}.webp" for size in LONGEST_SIDE}


def is_ours(name: str) -> bool:
    """Tell whether a name is one that we could have given."""
    return _OURS.fullmatch(name) is not None


def sizes_of(full: str) -> dict[str, str]:
    """Name a picture's files in all sizes, by the name of its largest."""
    stem = full.removesuffix("-full.webp")
    return {size: f"{stem}-{size}.webp" for size in LONGEST_SIDE}
