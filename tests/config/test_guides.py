"""What the documents say, compared with the code."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from nexus.kernel.api.errors import REGISTRY
from nexus.kernel.api.graphql.limits import LIMITS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#([^)\s]+))?\)")
PLACE = re.compile(r"`((?:nexus|tests|docs|bench|requirements)/[\w./-]+)`")


def _name(document):
    return str(document.relative_to(ROOT))


def test_the_guide_lists_every_error_with_its_status():
    guide = (ROOT / "docs/guides/rest.md").read_text()
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| (\d{3}) \|", guide, re.MULTILINE))
    known = {
        code: str(error.status) for code, error in REGISTRY.items() if error.__module__.startswith("nexus.")
    }

    assert {code: listed.get(code) for code in known} == known


def test_the_guide_tells_the_limits_of_graphql():
    guide = (ROOT / "docs/guides/graphql.md").read_text()
    told = {
        name: int(figure.replace(",", ""))
        for name, figure in re.findall(r"^\| (\w+) \| ([\d,]+) \|", guide, re.MULTILINE)
    }

    assert told == asdict(LIMITS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_link_leads_somewhere(document):
    for path, anchor in LINK.findall(document.read_text()):
        target = document.parent / path
        assert target.exists(), path
        assert not anchor or anchor in _anchors(target), f"{path}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_place_in_the_house_that_is_named_exists(document):
    places = PLACE.findall(document.read_text())

    assert [place for place in places if not (ROOT / place).exists()] == []


def test_decisions_are_numbered_in_one_row():
    numbers = [int(record.name[:4]) for record in sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    "record", sorted((ROOT / "docs/decisions").glob("[0-9]*.md")), ids=lambda path: path.stem
)
def test_a_decision_names_what_was_rejected(record):
    assert re.search(r"reject", record.read_text(), re.IGNORECASE)


def _anchors(document):
    titles = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
