"""The table of security requirements: whole, and true in what it names."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.*?) ?\|$", PAGE, re.MULTILINE)
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)

# Levels 1 and 2 of ASVS 5.0.0: how far each section goes. Those of level 3 alone come last in every section.
SECTIONS = {
    "1": [2, 9, 11, 3, 2],
    "2": [3, 3, 4, 1],
    "3": [0, 2, 4, 6, 5, 0, 2],
    "4": [3, 1, 2, 4],
    "5": [1, 3, 2, 3],
    "6": [3, 12, 4, 4, 5, 3, 0, 4],
    "7": [3, 4, 2, 5, 2, 2],
    "8": [2, 3, 1, 1],
    "9": [3, 4],
    "10": [2, 2, 4, 11, 5, 2, 3],
    "11": [2, 3, 3, 4, 1, 1],
    "12": [3, 2, 4],
    "13": [1, 5, 2, 5],
    "14": [2, 4, 3],
    "15": [3, 3, 7],
    "16": [1, 5, 4, 3, 3],
    "17": [1, 4, 2],
}


def test_every_requirement_stands_in_it_once():
    asked = [
        f"{chapter}.{section}.{number}"
        for chapter, lengths in SECTIONS.items()
        for section, length in enumerate(lengths, 1)
        for number in range(1, length + 1)
    ]
    assert len(asked) == 253
    assert [number for number, _, _ in ROWS] == asked


def test_every_test_that_it_names_is_there():
    assert len(NAMED) > 100
    missing = []
    for path, name in NAMED:
        file = ROOT / "tests" / path
        if not file.is_file() or f"def {name}(" not in file.read_text():
            missing.append(f"{path}::{name}")
    assert missing == []
