"""What was begun, written where no rollback and no death takes it back."""

import os
from collections import Counter
from pathlib import Path

BEGUN = Path(os.environ["NEXUS_HOME"]) / "begun"


def begin(what: str) -> None:
    """Note that something begins: a short line is appended whole, whoever else writes."""
    with BEGUN.open("a") as journal:
        journal.write(f"{what}\n")


def begun() -> Counter[str]:
    """Count how often each thing was begun."""
    return Counter(BEGUN.read_text().split()) if BEGUN.exists() else Counter()
