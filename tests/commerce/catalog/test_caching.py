"""What is kept of the catalogue ends with the write that changes it."""

import pytest
from django.test import Client

from nexus.kernel.api.generations import bump
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _page_cache(settings):
    settings.PAGE_CACHE_ON = True
    bump(
        "catalog", "taxonomy", "accounts"
    )  # what another test had read; factories tell nobody of what they make


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


def test_a_new_name_of_its_seller_is_seen_by_the_next_read(client_of, seller, visitor):
    product = ProductFactory(seller=seller)
    paths = ["/api/products/", "/api/products/search/", f"/api/products/{product.pk}/"]

    def told() -> set[str]:
        *lists, page = [visitor.get(path).json() for path in paths]
        shown = [*(entry for answer in lists for entry in answer["results"]), page["data"]]
        return {product["seller"]["username"] for product in shown}

    assert told() == {seller.username}
    client_of(seller).patch("/api/auth/profile/", {"username": "renamed"})
    assert told() == {"renamed"}


def test_what_stands_on_a_profile_ends_nothing(client_of, seller, visitor, django_assert_num_queries):
    ProductFactory(seller=seller)
    client = client_of(seller)
    visitor.get("/api/products/")

    client.patch("/api/auth/profile/", {"bio": "Lamps since 1990."})

    with django_assert_num_queries(0):
        visitor.get("/api/products/")


def test_a_category_renamed_in_the_back_office_is_seen_by_the_next_read(admin, visitor):
    category = ProductFactory().category
    assert visitor.get("/api/products/").json()["results"][0]["category"]["name"] == category.name
    office = Client()
    office.force_login(admin)

    saved = office.post(
        f"/admin/taxonomy/category/{category.pk}/change/", {"name": "Renamed", "slug": category.slug}
    )

    assert saved.status_code == 302
    assert visitor.get("/api/products/").json()["results"][0]["category"]["name"] == "Renamed"
