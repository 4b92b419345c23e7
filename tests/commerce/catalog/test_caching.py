"""What is kept of the catalogue ends with the write that changes it."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _page_cache(settings):
    settings.PAGE_CACHE_ON = True


def test_a_write_is_seen_by_the_next_read(client_of, seller, visitor):
    client = client_of(seller)
    product = client.post("/api/products/", {"name": "Lamp", "price": "5"}).json()["data"]
    path = f"/api/products/{product['id']}/"

    for reader in (visitor, client):
        assert reader.get(path).json()["data"]["name"] == "Lamp"
        assert reader.get("/api/products/?search=lamp").json()["count"] == 1
    client.put(path, {"price": "7.00"})
    for reader in (visitor, client):
        assert reader.get(path).json()["data"]["price"] == "7.00"
        assert reader.get("/api/products/?search=lamp").json()["results"][0]["price"] == "7.00"
    variant = product["variants"][0]["id"]
    client.put(f"{path}variants/{variant}/", {"stock": 3})
    assert visitor.get(path).json()["data"]["stock"] == 3
    client.delete(path)
    assert visitor.get(path).status_code == 404
    assert visitor.get("/api/products/?search=lamp").json()["count"] == 0


def test_what_is_kept_is_given_without_a_query(client_of, seller, visitor, django_assert_num_queries):
    client_of(seller).post("/api/products/", {"name": "Lamp", "price": "5"})
    first = visitor.get("/api/products/?in_stock=false")

    with django_assert_num_queries(0):
        assert visitor.get("/api/products/?in_stock=false").content == first.content
