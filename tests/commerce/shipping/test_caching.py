"""What is kept of shipping methods ends with the write that changes it, and holds only what is public."""

import pytest

from nexus.kernel.api.generations import bump
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/shipping-methods/"


@pytest.fixture(autouse=True)
def _page_cache(settings):
    settings.PAGE_CACHE_ON = True
    bump("shipping")


def test_a_write_is_seen_by_the_next_read(client_of, seller, visitor):
    client = client_of(seller)
    method = client.post(PATH, {"name": "Parcel", "currency": "EUR", "price": "4.90"}).json()["data"]
    path = f"{PATH}{method['id']}/"

    assert visitor.get(path).json()["data"]["price"] == "4.90"
    assert visitor.get(PATH).json()["count"] == 1
    client.put(path, {"price": "5.90"})
    assert visitor.get(path).json()["data"]["price"] == "5.90"
    assert visitor.get(PATH).json()["results"][0]["price"] == "5.90"
    client.delete(path)
    assert visitor.get(path).status_code == 404
    assert visitor.get(PATH).json()["count"] == 0


def test_what_its_manager_has_just_seen_is_kept_for_nobody_else(client_of, seller, visitor):
    client = client_of(seller)
    method = client.post(PATH, {"name": "Parcel", "currency": "EUR"}).json()["data"]
    path = f"{PATH}{method['id']}/"
    client.put(path, {"is_active": False})

    for _ in range(2):
        assert client.get(path).status_code == 200
        for other in (visitor, client_of(UserFactory(seller=True))):
            assert other.get(path).status_code == 404
            assert other.get(path, headers={"If-None-Match": "*"}).status_code == 404
