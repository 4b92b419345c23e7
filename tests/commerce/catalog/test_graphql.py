"""The catalogue at the GraphQL door."""

from decimal import Decimal

import pytest

from nexus.commerce.catalog.models import Product
from nexus.kernel.events.models import Event
from nexus.kernel.search.vocabulary import learn
from tests.asking import ask, post, refusal
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, ProductImageFactory, VariantFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

LIST = """
query Products($filter: ProductFilter, $ordering: ProductOrdering, $first: Int, $after: String,
               $last: Int, $before: String) {
  products(filter: $filter, ordering: $ordering, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { name } }
  }
}
"""
WHOLE = """
fragment Whole on Product {
  id name slug price currency compareAtPrice stock inStock brand image isFeatured status
  description attributes createdAt updatedAt seller { id username }
  category { id name slug parent { name parent { name } } }
  variants { id options sku price compareAtPrice stock inStock }
  images { id url position alt thumb card full width height sourceUrl }
}
"""
PAGE = f"query($first: Int) {{ products(first: $first) {{ edges {{ node {{ ...Whole }} }} }} }} {WHOLE}"
CREATE = f"mutation($input: ProductInput!) {{ createProduct(input: $input) {{ ...Whole }} }} {WHOLE}"


@pytest.fixture
def shop():
    electronics = CategoryFactory(name="Electronics", slug="electronics")
    phones = CategoryFactory(name="Phones", slug="phones", parent=electronics)
    acme = UserFactory(seller=True, username="acme")
    ProductFactory(name="Phone", category=phones, price=Decimal(300), seller=acme, brand="Fruit")
    laptop = ProductFactory(
        name="Laptop", category=electronics, price=Decimal(900), is_featured=True, variant=None
    )
    VariantFactory(product=laptop, price=Decimal(900), stock=0)
    ProductFactory(name="Mug", price=Decimal(9), seller=acme)
    ProductFactory(name="Draft", category=phones, status="draft", seller=acme)
    learn("catalog", ["Phone", "Laptop", "Mug", "Draft"])


def names(client, **variables):
    return [edge["node"]["name"] for edge in ask(client, LIST, **variables)["products"]["edges"]]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Mug", "Laptop", "Phone"]),
        ({"category": "electronics"}, ["Laptop", "Phone"]),
        ({"category": "nowhere"}, []),
        ({"minPrice": "10"}, ["Laptop", "Phone"]),
        ({"minPrice": 300, "maxPrice": "300.00"}, ["Phone"]),
        ({"seller": "acme"}, ["Mug", "Phone"]),
        ({"brand": "fruit"}, ["Phone"]),
        ({"isFeatured": True}, ["Laptop"]),
        ({"inStock": False}, ["Laptop"]),
        ({"search": "lapt"}, ["Laptop"]),
        ({"search": "", "brand": None}, ["Mug", "Laptop", "Phone"]),
        ({"category": "electronics", "maxPrice": 500, "inStock": True}, ["Phone"]),
    ],
)
def test_filters_find_what_rest_finds(visitor, shop, filters, found):
    assert names(visitor, filter=filters) == found


@pytest.mark.parametrize(
    ("ordering", "found"),
    [
        ("PRICE", ["Mug", "Phone", "Laptop"]),
        ("PRICE_DESC", ["Laptop", "Phone", "Mug"]),
        ("NAME", ["Laptop", "Mug", "Phone"]),
        ("CREATED_AT", ["Mug", "Laptop", "Phone"]),
        ("OLDEST", ["Phone", "Laptop", "Mug"]),
    ],
)
def test_orderings_are_rests(visitor, shop, ordering, found):
    assert names(visitor, ordering=ordering) == found


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        ({"minPrice": "500", "maxPrice": "100"}, "min_price=500&max_price=100"),
        ({"minPrice": "-1"}, "min_price=-1"),
        ({"search": "x" * 201}, f"search={'x' * 201}"),
        ({"minPrice": "1e3"}, "min_price=1e3"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_as_rest_refuses_it(visitor, filters, query):
    refused = refusal(visitor, LIST, filter=filters)
    rest = visitor.get(f"/api/products/?{query}").json()["error"]

    assert {name: refused[name] for name in ("code", "message", "details")} == {
        name: rest[name] for name in ("code", "message", "details")
    }
    assert refused["code"] == "VALIDATION_ERROR"
    assert refused["path"] == ["products"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "abc", "1" * 5_000, True, [1], {}])
def test_a_price_that_is_no_number_is_refused(visitor, number):
    (error,) = post(visitor, LIST, filter={"minPrice": number}).json()["errors"]
    rest = visitor.get("/api/products/", {"min_price": "abc"}).json()["error"]

    assert error["extensions"]["code"] == rest["code"] == "VALIDATION_ERROR"
    assert error["extensions"]["details"].keys() == rest["details"].keys() == {"min_price"}
    assert error["locations"]


@pytest.mark.parametrize("ordering", [None, "PRICE", "NAME_DESC"])
def test_a_walk_by_cursor_meets_every_product_once_both_ways(visitor, ordering):
    ProductFactory.create_batch(7)
    whole = names(visitor, ordering=ordering)

    forwards, after = [], None
    for size in (3, 3, 1):
        page = ask(visitor, LIST, ordering=ordering, first=3, after=after)["products"]
        assert len(page["edges"]) == size
        assert page["pageInfo"]["hasNextPage"] is (size == 3)
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        forwards += [edge["node"]["name"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    back = ask(visitor, LIST, ordering=ordering, last=3, before=after)["products"]
    end = ask(visitor, LIST, ordering=ordering, last=2)["products"]

    assert forwards == whole
    assert page["totalCount"] == 7
    assert [edge["node"]["name"] for edge in back["edges"]] == whole[3:6]
    assert back["pageInfo"]["hasPreviousPage"] is back["pageInfo"]["hasNextPage"] is True
    assert [edge["node"]["name"] for edge in end["edges"]] == whole[5:]
    assert end["pageInfo"]["hasNextPage"] is False


def test_a_cursor_leads_on_at_the_other_door_too(visitor):
    ProductFactory.create_batch(3)
    first = ask(visitor, LIST, first=1)["products"]

    rest = visitor.get("/api/products/", {"cursor": first["pageInfo"]["endCursor"]}).json()

    assert [first["edges"][0]["node"]["name"], *(entry["name"] for entry in rest["results"])] == names(
        visitor
    )


def test_a_search_by_relevance_is_walked_too(visitor):
    ProductFactory(name="Lamp", description="not a lantern")
    best = ProductFactory(name="Lantern lantern", description="lantern")
    ProductFactory(name="Lantern")
    learn("catalog", ["Lantern", "Lamp"])
    whole = names(visitor, filter={"search": "lantern"})

    walked, after = [], None
    for _ in range(3):
        page = ask(visitor, LIST, filter={"search": "lantern"}, first=1, after=after)["products"]
        walked += [edge["node"]["name"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    back = ask(visitor, LIST, filter={"search": "lantern"}, last=1, before=after)["products"]

    assert walked == whole
    assert whole[0] == best.name
    assert page["pageInfo"]["hasNextPage"] is False
    assert back["edges"][0]["node"]["name"] == whole[1]


@pytest.mark.parametrize(
    "page",
    [
        {"first": -1},
        {"first": 2, "last": 2},
        {"after": "junk"},
        {"after": ""},
        {"after": "W1sicHJpY2UiLCJpZCJdLFsiMSIsIjIiXSxmYWxzZV0"},
        {"before": "é"},
        {"first": 2**40},
        {"first": "5"},
    ],
)
def test_a_page_that_cannot_be_is_refused(visitor, page):
    assert refusal(visitor, LIST, **page)["code"] == "VALIDATION_ERROR"


def test_a_page_is_no_longer_than_rests(visitor):
    ProductFactory.create_batch(101, variant=None)

    assert len(names(visitor, first=1_000)) == 100
    assert len(names(visitor)) == 20
    assert names(visitor, first=0) == []


@pytest.mark.parametrize("size", [1, 50])
def test_nested_lists_cost_the_same_number_of_queries_whatever_the_page(
    visitor, django_assert_num_queries, size
):
    root = CategoryFactory()
    for n in range(size):
        category = CategoryFactory(parent=CategoryFactory(parent=root))
        product = ProductFactory(category=category)
        VariantFactory(product=product, options={"Size": str(n)})
        ProductImageFactory(product=product)
    ask(visitor, PAGE, first=1)

    # The page with its categories, their details, variants, pictures, and two levels above the categories.
    with django_assert_num_queries(7):
        edges = ask(visitor, PAGE, first=size)["products"]["edges"]

    assert len(edges) == size
    assert all(len(edge["node"]["variants"]) == 2 and edge["node"]["images"] for edge in edges)


def test_what_is_not_asked_for_is_not_looked_up(visitor, django_assert_num_queries):
    ProductFactory.create_batch(3)

    with django_assert_num_queries(1):
        ask(visitor, "{ products { edges { node { id name price image seller { username } } } } }")
    with django_assert_num_queries(1):
        ask(visitor, "{ products { totalCount } }".replace("totalCount", "pageInfo { endCursor }"))


def test_a_product_is_the_same_at_both_doors(visitor):
    product = ProductFactory(attributes={"Material": "cotton"}, compare_at_price=Decimal("12.50"))
    VariantFactory(product=product, options={"Size": "M"}, position=1)
    ProductImageFactory(product=product)

    shown = ask(visitor, f"query($id: ID!) {{ product(id: $id) {{ ...Whole }} }} {WHOLE}", id=str(product.pk))
    rest = visitor.get(f"/api/products/{product.pk}/").json()["data"]

    shown = shown["product"]
    assert shown["price"] == rest["price"] == "10.00"
    assert shown["createdAt"] == rest["created_at"]
    for ours, theirs in (
        ("id", "id"),
        ("name", "name"),
        ("compareAtPrice", "compare_at_price"),
        ("stock", "stock"),
        ("image", "image"),
        ("attributes", "attributes"),
        ("description", "description"),
        ("updatedAt", "updated_at"),
        ("seller", "seller"),
    ):
        assert shown[ours] == rest[theirs]
    assert [variant["options"] for variant in shown["variants"]] == [
        variant["options"] for variant in rest["variants"]
    ]
    assert [image["card"] for image in shown["images"]] == [image["card"] for image in rest["images"]]


@pytest.mark.parametrize("named", ["junk", "1", "", "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"])
def test_an_unknown_product_is_not_there(visitor, named):
    refused = refusal(visitor, "query($id: ID!) { product(id: $id) { id } }", id=named)

    assert (refused["code"], refused["status"]) == ("NOT_FOUND", 404)


def test_a_draft_is_not_there(client_of):
    draft = ProductFactory(status="draft")

    refused = refusal(
        client_of(UserFactory(seller=True)), "query($id: ID!) { product(id: $id) { id } }", id=str(draft.pk)
    )

    assert refused["code"] == "NOT_FOUND"


def test_a_seller_adds_a_product_and_everyone_sees_it(client_of, seller, visitor):
    CategoryFactory(name="Shirts", slug="shirts")
    fields = {
        "name": "  Linen Shirt ",
        "category": "shirts",
        "price": "49.90",
        "attributes": {"Material": "linen"},
        "variants": [
            {"options": {"Size": "M"}, "sku": "S-M", "stock": 3},
            {"options": {"Size": "L"}, "price": 39.5},
        ],
    }

    made = ask(client_of(seller), CREATE, input=fields)["createProduct"]

    assert made["name"] == "Linen Shirt"
    assert made["price"] == "39.50"
    assert made["category"]["slug"] == "shirts"
    assert made["seller"] == {"id": str(seller.pk), "username": seller.username}
    assert [(variant["sku"], variant["price"]) for variant in made["variants"]] == [
        ("S-M", "49.90"),
        ("", "39.50"),
    ]
    assert names(visitor) == ["Linen Shirt"]
    assert Event.objects.get().actor_id == seller.pk


@pytest.mark.parametrize(
    ("role", "code"),
    [(None, "NOT_AUTHENTICATED"), ("employer", "PERMISSION_DENIED"), ("job_seeker", "PERMISSION_DENIED")],
)
def test_only_sellers_add_products(client_of, role, code):
    user = UserFactory(**{role: True}) if role else None

    refused = refusal(client_of(user), CREATE, input={"name": "Lamp", "price": "20"})

    assert refused["code"] == code
    assert refused.get("path") == (["createProduct"] if role else None)  # a visitor's document isn't begun
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"name": " ", "price": 1}, {"name": " ", "price": 1}),
        ({"name": "x" * 201, "price": 1}, {"name": "x" * 201, "price": 1}),
        ({"name": "Lamp"}, {"name": "Lamp"}),
        ({"name": "Lamp", "price": "0"}, {"name": "Lamp", "price": "0"}),
        ({"name": "Lamp", "price": "1.001"}, {"name": "Lamp", "price": "1.001"}),
        ({"name": "Lamp", "price": 1, "stock": -1}, {"name": "Lamp", "price": 1, "stock": -1}),
        ({"name": "Lamp", "price": 1, "category": "no"}, {"name": "Lamp", "price": 1, "category": "no"}),
        ({"name": "Lamp", "price": 1, "attributes": [1]}, {"name": "Lamp", "price": 1, "attributes": [1]}),
        ({"name": "Lamp", "price": 1, "currency": "XXXX"}, {"name": "Lamp", "price": 1, "currency": "XXXX"}),
        ({"name": "Lamp", "price": 1, "isFeatured": True}, {"name": "Lamp", "price": 1, "is_featured": True}),
        (
            {"name": "Lamp", "price": 1, "compareAtPrice": -1},
            {"name": "Lamp", "price": 1, "compare_at_price": -1},
        ),
        (
            {"name": "Lamp", "price": 1, "description": "x" * 20_001},
            {"name": "Lamp", "price": 1, "description": "x" * 20_001},
        ),
        ({"name": "Lamp", "price": 1, "variants": []}, {"name": "Lamp", "price": 1, "variants": []}),
        (
            {"name": "Lamp", "price": 1, "variants": [{"options": {"Size": 1}}, {"options": {"Size": "1"}}]},
            {"name": "Lamp", "price": 1, "variants": [{"options": {"Size": 1}}, {"options": {"Size": "1"}}]},
        ),
    ],
)
def test_what_rest_refuses_is_refused_here_with_the_same_words(client_of, seller, ours, theirs):
    client = client_of(seller)

    rest = client.post("/api/products/", theirs)
    refused = refusal(client, CREATE, input=ours)

    said = rest.json()["error"]
    assert (refused["code"], refused["status"]) == (said["code"], rest.status_code)
    assert (refused["message"], refused["details"]) == (said["message"], said["details"])
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"price": 1},
        {"name": None},
        {"name": 5},
        {"name": "x", "seller": "me"},
        {"name": "x", "id": "1"},
        None,
    ],
)
def test_fields_that_are_not_the_schemas_are_refused(client_of, seller, django_assert_num_queries, fields):
    client = client_of(seller)
    ask(client, "{ __typename }")

    with django_assert_num_queries(1):  # who asks
        answer = post(client, CREATE, input=fields)

    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"VALIDATION_ERROR"}
