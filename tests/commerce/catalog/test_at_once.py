"""Products of one name that come at the same time: each gets a slug, as they would one after another."""

from functools import partial
from threading import Barrier

import pytest

from nexus.commerce.catalog.models import Product
from tests.factories.stores import StoreFactory
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 4


@pytest.fixture
def _looking_together(monkeypatch):
    """Have all of them find the slug free before the first is written."""
    have_looked, name_slug = Barrier(MANY), Product.name_slug

    def look(product):
        name_slug(product)
        have_looked.wait(timeout=10)

    monkeypatch.setattr(Product, "name_slug", look)


@pytest.mark.usefixtures("_looking_together")
def test_products_of_one_name_get_a_slug_each(client_of, seller):
    StoreFactory(owner=seller)  # to open it they would go one after the other
    add = partial(client_of(seller).post, "/api/products/", {"name": "Same Time", "price": "1"})

    made = all_at_once([add] * MANY)

    assert [answer.status_code for answer in made] == [201] * MANY
    slugs = {answer.json()["data"]["slug"] for answer in made}
    assert (len(slugs), "same-time" in slugs) == (MANY, True)
    assert slugs == set(Product.objects.filter(name="Same Time").values_list("slug", flat=True))
