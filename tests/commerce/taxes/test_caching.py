"""What is kept of tax rules ends with the write that changes it."""

import pytest

from nexus.kernel.api.generations import bump
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/tax-rules/"


@pytest.fixture(autouse=True)
def _page_cache(settings):
    settings.PAGE_CACHE_ON = True
    bump("taxes", "taxonomy")


def test_a_write_is_seen_by_the_next_read(client_of, admin, visitor):
    client, category = client_of(admin), CategoryFactory(name="Books")
    terms = {"name": "VAT", "country": "DE", "rate": "7", "category": category.pk}
    path = f"{PATH}{client.post(PATH, terms).json()['data']['id']}/"

    assert visitor.get(path).json()["data"]["rate"] == "7.00"
    assert visitor.get(PATH).json()["count"] == 1
    client.put(path, {"rate": "5"})
    assert visitor.get(path).json()["data"]["rate"] == "5.00"
    client.put(f"/api/categories/{category.pk}/", {"name": "Novels"})
    assert visitor.get(PATH).json()["results"][0]["category"]["name"] == "Novels"
    client.delete(path)
    assert visitor.get(path).status_code == 404
    assert visitor.get(PATH).json()["count"] == 0
