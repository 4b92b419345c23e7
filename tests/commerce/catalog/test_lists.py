"""Filters, orderings and pages of the product list, through HTTP."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from nexus.kernel.accounts.models import User
from nexus.kernel.search.vocabulary import learn
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, ProductImageFactory, VariantFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def shop():
    """Three products, made an hour apart: a phone, a dearer laptop that is sold out, a cheap mug."""
    electronics = CategoryFactory(name="Electronics", slug="electronics")
    phones = CategoryFactory(name="Phones", slug="phones", parent=electronics)
    kitchen = CategoryFactory(name="Kitchen", slug="kitchen")
    acme = UserFactory(seller=True, username="acme")
    ProductFactory(
        name="Phone", category=phones, price=Decimal(300), seller=acme, brand="Fruit", created_at=NOON
    )
    laptop = ProductFactory(
        name="Laptop",
        category=electronics,
        price=Decimal(900),
        is_featured=True,
        variant=None,
        created_at=NOON + timedelta(hours=1),
    )
    VariantFactory(product=laptop, price=Decimal(900), stock=0)
    ProductFactory(
        name="Mug", category=kitchen, price=Decimal(9), seller=acme, created_at=NOON + timedelta(hours=2)
    )
    ProductFactory(name="Draft", category=phones, status="draft", seller=acme)
    ProductFactory(name="Gone", category=phones, status="archived", seller=acme)


def names(client, query="", path="/api/products/"):
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["count"] == len(body["results"])
    return [entry["name"] for entry in body["results"]]


@pytest.mark.parametrize("prefix", ["/api/", "/api/v1/"])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Mug", "Laptop", "Phone"]),
        ("category=electronics", ["Laptop", "Phone"]),
        ("category=phones", ["Phone"]),
        ("category=nowhere", []),
        ("min_price=10", ["Laptop", "Phone"]),
        ("max_price=300", ["Mug", "Phone"]),
        ("min_price=300&max_price=300.00", ["Phone"]),
        ("seller=acme", ["Mug", "Phone"]),
        ("seller=nobody", []),
        ("brand=fruit", ["Phone"]),
        ("is_featured=true", ["Laptop"]),
        ("is_featured=false", ["Mug", "Phone"]),
        ("in_stock=true", ["Mug", "Phone"]),
        ("in_stock=false", ["Laptop"]),
        ("search=lapt", ["Laptop"]),
        ("search=", ["Mug", "Laptop", "Phone"]),
        ("search=%20", ["Mug", "Laptop", "Phone"]),
        ("search=%F0%9F%93%B1", []),
        ("category=electronics&min_price=100&max_price=500&in_stock=true&seller=acme", ["Phone"]),
        ("category=kitchen&search=phone", []),
        ("ordering=price", ["Mug", "Phone", "Laptop"]),
        ("ordering=-price", ["Laptop", "Phone", "Mug"]),
        ("ordering=name", ["Laptop", "Mug", "Phone"]),
        ("ordering=-name", ["Phone", "Mug", "Laptop"]),
        ("ordering=created_at", ["Mug", "Laptop", "Phone"]),
        ("ordering=-created_at", ["Mug", "Laptop", "Phone"]),
        ("ordering=oldest", ["Phone", "Laptop", "Mug"]),
    ],
)
def test_filters_and_orderings(visitor, shop, prefix, query, found):
    assert names(visitor, query, f"{prefix}products/") == found


def test_names_sort_whatever_their_case(visitor):
    for name in ("Zebra", "apple", "iPhone", "Banana"):
        ProductFactory(name=name)

    assert names(visitor, "ordering=name") == ["apple", "Banana", "iPhone", "Zebra"]


def test_a_category_can_be_given_by_its_id(visitor, shop):
    phones = visitor.get("/api/categories/?search=phones").json()["results"][0]["id"]

    assert names(visitor, f"category={phones}") == ["Phone"]
    assert names(visitor, "", f"/api/categories/{phones}/products/") == ["Phone"]
    assert names(visitor, "max_price=5", f"/api/categories/{phones}/products/") == []


def test_a_category_is_not_mixed_up_with_one_whose_slug_is_its_id(visitor):
    lamps = ProductFactory(name="Lamp", category=CategoryFactory()).category
    ProductFactory(name="Rope", category=CategoryFactory(slug=str(lamps.pk)))

    assert names(visitor, "", f"/api/categories/{lamps.pk}/products/") == ["Lamp"]


def test_a_category_lists_what_is_below_it(visitor, shop):
    electronics = visitor.get("/api/categories/?search=electronics").json()["results"][0]["id"]

    assert names(visitor, "ordering=price", f"/api/categories/{electronics}/products/") == ["Phone", "Laptop"]
    assert visitor.get("/api/categories/999999/products/").status_code == 404
    assert visitor.get(f"/api/categories/{10**30}/products/").status_code == 404


def test_featured_products_have_a_list_of_their_own(visitor, shop):
    assert names(visitor, "", "/api/products/featured/") == ["Laptop"]
    assert names(visitor, "max_price=5", "/api/products/featured/") == []


def test_a_seller_sees_what_is_its_own_whatever_its_status(client_of, shop, visitor, seller):
    client = client_of(User.objects.get(username="acme"))

    assert set(names(client, "", "/api/products/mine/")) == {"Mug", "Phone", "Draft", "Gone"}
    assert names(client, "status=draft", "/api/products/mine/") == ["Draft"]
    assert names(client, "status=active&ordering=price", "/api/products/mine/") == ["Mug", "Phone"]
    assert client.get("/api/products/mine/")["Cache-Control"] == "private, no-store"
    assert client.get("/api/products/mine/?status=stolen").status_code == 400
    assert names(client_of(seller), "", "/api/products/mine/") == []
    assert visitor.get("/api/products/mine/").status_code == 401


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("ordering=colour", "ordering"),
        ("ordering=price,name", "ordering"),
        ("min_price=cheap", "min_price"),
        ("min_price=-1", "min_price"),
        ("min_price=NaN", "min_price"),
        ("max_price=1e999", "max_price"),
        ("max_price=" + "9" * 100, "max_price"),
        ("min_price=10&max_price=9", "min_price"),
        ("is_featured=maybe", "is_featured"),
        ("in_stock=2", "in_stock"),
        ("page=0", "page"),
        ("page=first", "page"),
        ("page_size=-1", "page_size"),
        ("cursor=junk", "cursor"),
        ("colour=red", "colour"),
        ("search=" + "x" * 201, "search"),
    ],
)
@pytest.mark.parametrize("path", ["/api/products/", "/api/products/search/", "/api/products/featured/"])
def test_a_query_that_does_not_fit_is_told_by_its_parameter(visitor, query, named, path):
    answer = visitor.get(f"{path}?{query}")

    assert answer.status_code == 400
    assert named in answer.json()["error"]["details"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "ordering=colour",
            {"ordering": ["Give one of: -created_at, -name, -price, created_at, name, oldest, price."]},
        ),
        ("in_stock=maybe", {"in_stock": ["Give true or false."]}),
        ("min_price=cheap", {"min_price": ["Give an amount such as 19.99."]}),
        ("page=0", {"page": ["Give a whole number from 1 to 1000000."]}),
        ("search=" + "x" * 201, {"search": ["Give at most 200 characters."]}),
    ],
)
def test_a_value_that_does_not_fit_is_told_what_would(visitor, query, told):
    assert visitor.get(f"/api/products/?{query}").json()["error"]["details"] == told


@pytest.mark.parametrize("value", ["%00", "'", "%27%20OR%201=1--", "%FF", "0", str(10**30), "%E2%80%AE"])
@pytest.mark.parametrize("name", ["category", "seller", "brand", "search"])
def test_no_text_breaks_a_filter(visitor, shop, name, value):
    answer = visitor.get(f"/api/products/?{name}={value}")

    assert answer.status_code in {200, 400}
    assert answer.status_code == 400 or answer.json()["count"] == 0


@pytest.mark.parametrize("junk", ["abc", "1", "00000000-0000-0000-0000-000000000000", "%00", "..", "null"])
def test_a_product_that_is_not_there_is_not_found(visitor, junk):
    answer = visitor.get(f"/api/products/{junk}/")

    assert answer.status_code in {400, 404}
    assert answer.json()["success"] is False


def test_pages_go_on_and_back(visitor):
    ProductFactory.create_batch(5)

    first = visitor.get("/api/products/?page_size=2&ordering=name").json()
    second = visitor.get(first["next"]).json()
    third = visitor.get(second["next"]).json()

    assert [body["count"] for body in (first, second, third)] == [5, 5, 5]
    assert [len(body["results"]) for body in (first, second, third)] == [2, 2, 1]
    assert first["previous"] is None
    assert third["next"] is None
    assert visitor.get(second["previous"]).json()["results"] == first["results"]
    assert visitor.get("/api/products/?page=4&page_size=2").status_code == 404


@pytest.mark.parametrize("ordering", ["price", "-price", "name", "-name", "created_at", "oldest"])
def test_a_walk_by_cursor_meets_every_product_once_in_either_direction(visitor, ordering):
    same = datetime(2026, 11, 1, tzinfo=UTC)
    products = [
        ProductFactory(price=Decimal(n // 3 + 1), name=f"P{n // 2}", created_at=same) for n in range(7)
    ]
    path = f"/api/products/?page_size=3&ordering={ordering}"

    pages, link = [], f"{path}&cursor="
    while link:
        body = visitor.get(link).json()
        pages.append([entry["id"] for entry in body["results"]])
        link, back = body["next"], body["previous"]

    walked = [entry for page in pages for entry in page]
    assert sorted(walked) == sorted(str(product.pk) for product in products)
    assert walked == [entry["id"] for entry in visitor.get(f"{path}&page_size=100").json()["results"]]
    assert [entry["id"] for entry in visitor.get(back).json()["results"]] == pages[-2]


def test_a_search_can_be_walked_by_cursor(visitor, client_of, seller):
    for n in range(3):
        client_of(seller).post("/api/products/", {"name": f"Lamp {n}", "price": 5})

    first = visitor.get("/api/products/?search=lamp&cursor=&page_size=2").json()

    assert [entry["name"] for entry in first["results"]] == ["Lamp 2", "Lamp 1"]
    assert [entry["name"] for entry in visitor.get(first["next"]).json()["results"]] == ["Lamp 0"]


def test_a_card_shows_what_a_list_needs(visitor, settings):
    product = ProductFactory(compare_at_price=Decimal(12), category=None)
    VariantFactory(product=product, options={"Size": "L"}, stock=2)
    ProductImageFactory(product=product, position=1)
    first = ProductImageFactory(product=product, position=0)
    ProductImageFactory(
        product=product, position=0, thumb="", card="", full="", source_url="https://example.com/a.jpg"
    )

    (card,) = visitor.get("/api/products/").json()["results"]

    assert card == {
        "id": str(product.pk),
        "name": product.name,
        "slug": product.slug,
        "price": "10.00",
        "currency": "USD",
        "compare_at_price": "12.00",
        "stock": 7,
        "in_stock": True,
        "category": None,
        "seller": {"id": str(product.seller_id), "username": product.seller.username},
        "brand": "",
        "image": f"http://testserver/media/{first.card}",
        "is_featured": False,
        "created_at": card["created_at"],
    }
    images = visitor.get(f"/api/products/{product.pk}/").json()["data"]["images"]
    assert [image["source_url"] for image in images] == [None, "https://example.com/a.jpg", None]
    assert images[0]["full"] == f"http://testserver/media/{first.full}"
    assert images[1]["full"] is None


@pytest.mark.parametrize("page_size", [1, 100])
@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("", 2),
        ("min_price=1&in_stock=true&seller=acme&brand=Nexus&ordering=price", 2),
        ("category=shirts&ordering=price", 3),
        ("search=produc", 3),
        ("search=prodcut&ordering=price", 3),
        ("cursor=", 2),
    ],
)
def test_a_list_costs_the_same_few_queries_whatever_its_size(
    visitor, django_assert_num_queries, query, queries, page_size
):
    learn("catalog", ["product"])
    category, acme = CategoryFactory(slug="shirts"), UserFactory(seller=True, username="acme")
    for product in ProductFactory.create_batch(12, category=category, seller=acme, brand="Nexus"):
        ProductImageFactory(product=product)
        VariantFactory(product=product, options={"Size": "L"})

    with django_assert_num_queries(queries):
        body = visitor.get(f"/api/products/?page_size={page_size}&{query}").json()

    assert len(body["results"]) == min(page_size, 12)


def test_a_product_costs_one_query_however_much_hangs_on_it(visitor, django_assert_num_queries):
    product = ProductFactory()
    for n in range(5):
        VariantFactory(product=product, options={"Size": str(n)})
        ProductImageFactory(product=product, position=n)

    with django_assert_num_queries(1):
        data = visitor.get(f"/api/products/{product.pk}/").json()["data"]

    assert len(data["variants"]) == 6
    assert len(data["images"]) == 5


@pytest.mark.parametrize("path", ["", "search/", "featured/", "{id}/"])
def test_public_answers_may_be_shared_and_compared(visitor, path):
    product = ProductFactory()

    answer = visitor.get(f"/api/products/{path}".format(id=product.pk))

    assert "public" in answer["Cache-Control"]
    again = visitor.get(answer.request["PATH_INFO"], headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
