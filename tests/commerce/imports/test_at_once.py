"""A file that is read while its seller adds a product of the same name by hand."""

from functools import partial

import pytest

from nexus.commerce.catalog.models import Product
from nexus.commerce.imports import actions
from tests.factories.catalog import ProductFactory
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_are_there(shopify, run, seller, monkeypatch):
    by_hand = [partial(ProductFactory, seller=seller, name="Pen", slug="pen")]
    build = actions.build

    def build_and_lose(*said):
        rows = build(*said)
        while by_hand:
            all_at_once([by_hand.pop()])
        return rows

    monkeypatch.setattr(actions, "build", build_and_lose)

    told = run(shopify({"Handle": "pen", "Title": "Pen", "Variant Price": "5"}))

    assert (told.lines, "1 created" in told.summary) == ([], True)
    assert Product.objects.filter(seller=seller, name="Pen", slug__startswith="pen").count() == 2
