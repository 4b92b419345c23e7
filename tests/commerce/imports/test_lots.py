import pytest

from nexus.commerce.catalog.models import Product
from nexus.commerce.imports import reading
from nexus.commerce.imports.checking import Rules

pytestmark = pytest.mark.django_db

NAMES = [f"thing-{n}" for n in range(9)]


@pytest.fixture(autouse=True)
def _small_lots(monkeypatch):
    monkeypatch.setattr(reading, "LOT_ROWS", 2)


def rows(*, price: str = "5", bad: str = "") -> list[dict[str, str]]:
    return [
        {"Handle": name, "Title": name.title(), "Variant Price": "free" if name == bad else price}
        for name in NAMES
    ]


def test_each_lot_tells_its_own_faults_while_the_next_is_read(shopify, run):
    repeated = {"Handle": "thing-0", "Title": "Again", "Variant Price": "none"}

    told = run(shopify(*rows(bad="thing-6"), repeated))

    assert "read 10 rows, 10 products: 8 created, 0 updated, 0 unchanged, 2 rejected" in told.summary
    assert told.lines == [
        "line 8: price: A valid number is required.",
        "line 11: This handle stood further up: keep its rows together.",
    ]
    assert Product.objects.count() == 8


def test_a_rerun_stops_checking_ahead_of_what_it_knows(shopify, run, monkeypatch):
    path = shopify(*rows())
    run(path)
    checked: list[str] = []
    check = Rules.check
    monkeypatch.setattr(Rules, "check", lambda self, draft: checked.append(draft.key) or check(self, draft))

    told = run(path)

    assert "9 unchanged" in told.summary
    assert set(checked) <= set(NAMES[:4])


def test_an_edit_far_down_is_checked_in_its_turn(shopify, run):
    run(shopify(*rows()))
    edited = rows()
    edited[-1]["Variant Price"] = "-1"

    told = run(shopify(*edited))

    assert "8 unchanged, 1 rejected" in told.summary
    assert any(line.startswith("line 10: price:") for line in told.lines)
