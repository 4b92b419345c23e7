"""Adding, changing and taking off products, through HTTP."""

from decimal import Decimal

import pytest

from nexus.commerce.catalog.models import Product, Variant
from nexus.kernel.events.models import Event
from nexus.kernel.search.models import Word
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

SHIRT = {"name": "Linen Shirt", "description": "Light.", "price": "49.90", "stock": 12}


def add(client, **fields):
    return client.post("/api/products/", SHIRT | fields)


@pytest.mark.parametrize("prefix", ["/api/", "/api/v1/"])
def test_a_seller_adds_a_product_and_everyone_sees_it_at_once(client_of, seller, visitor, prefix):
    category = CategoryFactory(name="Shirts", slug="shirts")

    made = client_of(seller).post(f"{prefix}products/", SHIRT | {"category": "shirts", "brand": "Nexus"})

    assert made.status_code == 201
    data = made.json()["data"]
    assert data["price"] == "49.90"
    assert data["currency"] == "USD"
    assert data["stock"] == 12
    assert data["in_stock"] is True
    assert data["slug"] == "linen-shirt"
    assert data["image"] is None
    assert data["images"] == []
    assert data["category"] == {"id": category.pk, "name": "Shirts", "slug": "shirts"}
    assert data["seller"] == {"id": str(seller.pk), "username": seller.username}
    assert [variant["options"] for variant in data["variants"]] == [{}]
    assert visitor.get(f"{prefix}products/{data['id']}/").json()["data"] == data


def test_a_category_is_named_by_its_id_too(client_of, seller):
    category = CategoryFactory()
    client = client_of(seller)

    for name in (category.pk, str(category.pk), category.slug):
        assert add(client, category=name).json()["data"]["category"]["id"] == category.pk


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({}, {"name", "price"}),
        ({"name": "Shirt"}, {"price"}),
        ({"variants": [{}]}, {"name", "price"}),
        ({"variants": [{"price": "5"}, {"stock": 1}]}, {"name", "price"}),
        ({"variants": [{"price": "5"}]}, {"name"}),
        ({"price": "5", "variants": [{}]}, {"name"}),
        ({"variants": None}, {"name", "price", "variants"}),
        ({"variants": "M"}, {"name", "price", "variants"}),
        ({"variants": ["price", 7]}, {"name", "price", "variants"}),
    ],
)
def test_all_that_is_missing_is_told_at_once(client_of, seller, said, missing):
    refused = client_of(seller).post("/api/products/", said)

    assert refused.status_code == 400
    error = refused.json()["error"]
    assert (error["code"], set(error["details"])) == ("VALIDATION_ERROR", missing)


def test_a_form_is_told_at_once_too(client_of, seller):
    client = client_of(seller)
    nothing = client.post("/api/products/", {"brand": "Nexus"}, format="multipart")
    priced = client.post("/api/products/", {"variants[0]price": "5"}, format="multipart")

    assert set(nothing.json()["error"]["details"]) == {"name", "price"}
    assert set(priced.json()["error"]["details"]) == {"name"}


def test_digits_alone_are_an_id_and_no_slug(client_of, seller, visitor):
    category = CategoryFactory()
    namesake = CategoryFactory(slug=str(category.pk))  # from before such a slug was refused
    client = client_of(seller)

    for name in (category.pk, str(category.pk)):
        assert add(client, category=name).json()["data"]["category"]["id"] == category.pk
    filed = add(client, category=namesake.pk).json()["data"]

    for named in (category, namesake):
        found = visitor.get(f"/api/products/?category={named.pk}").json()["results"]
        assert {product["category"]["id"] for product in found} == {named.pk}
    assert filed["category"]["id"] == namesake.pk


@pytest.mark.parametrize("name", ["１", "1_0", "1.0", 1.9, True, -1, "-1", 10**18, "9" * 30, ""])  # noqa: RUF001
def test_what_is_no_category_is_told_by_its_field(client_of, seller, name):
    for pk in (1, 10):
        CategoryFactory(pk=pk)

    refused = add(client_of(seller), category=name)

    assert (refused.status_code, list(refused.json()["error"]["details"])) == (400, ["category"])


def test_a_product_with_variants_costs_what_the_cheapest_does(client_of, seller):
    made = add(
        client_of(seller),
        stock=None,
        variants=[
            {"options": {"Size": "M"}, "sku": "S-M", "price": "59.90", "stock": 3},
            {"options": {"Size": "S"}, "sku": "S-S", "price": "39.90", "stock": 4, "compare_at_price": "45"},
            {"options": {"Size": "L"}, "stock": 0},
        ],
    )
    assert made.status_code == 400  # a stock of the product beside those of its variants

    made = client_of(seller).post(
        "/api/products/",
        {
            "name": "Linen Shirt",
            "price": "49.90",
            "variants": [
                {"options": {"Size": "M"}, "sku": "S-M", "price": "59.90", "stock": 3},
                {
                    "options": {"Size": "S"},
                    "sku": "S-S",
                    "price": "39.90",
                    "stock": 4,
                    "compare_at_price": "45",
                },
                {"options": {"Size": "L"}, "stock": 0},
            ],
        },
    )

    data = made.json()["data"]
    assert (data["price"], data["compare_at_price"], data["stock"]) == ("39.90", "45.00", 7)
    assert [v["options"]["Size"] for v in data["variants"]] == ["M", "S", "L"]
    assert [v["price"] for v in data["variants"]] == ["59.90", "39.90", "49.90"]
    assert [v["in_stock"] for v in data["variants"]] == [True, True, False]


def test_two_products_of_one_name_have_two_slugs(client_of, seller):
    client = client_of(seller)

    slugs = {add(client).json()["data"]["slug"] for _ in range(3)}

    assert len(slugs) == 3
    assert all(slug.startswith("linen-shirt") for slug in slugs)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": {"a": 1}}, "name"),
        ({"price": 0}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "12345678901.00"}, "price"),
        ({"price": "1.001"}, "price"),
        ({"price": "NaN"}, "price"),
        ({"price": "Infinity"}, "price"),
        ({"price": "1e400"}, "price"),
        ({"price": "ten"}, "price"),
        ({"price": True}, "price"),
        ({"price": None}, "price"),
        ({"price": []}, "price"),
        ({"compare_at_price": "0"}, "compare_at_price"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": "usd"}, "currency"),
        ({"currency": "DOLLAR"}, "currency"),
        ({"stock": -1}, "stock"),
        ({"stock": 10**12}, "stock"),
        ({"stock": "many"}, "stock"),
        ({"stock": 1.5}, "stock"),
        ({"category": "nowhere"}, "category"),
        ({"category": 10**18}, "category"),
        ({"category": [1]}, "category"),
        ({"category": True}, "category"),
        ({"sku": "x" * 65}, "sku"),
        ({"description": "x" * 20_001}, "description"),
        ({"attributes": []}, "attributes"),
        ({"attributes": {"a": {"b": 1}}}, "attributes"),
        ({"attributes": {"a": None}}, "attributes"),
        ({"attributes": {"a": 2**60}}, "attributes"),
        ({"attributes": {str(n): n for n in range(51)}}, "attributes"),
        ({"variants": []}, "variants"),
        ({"variants": "none"}, "variants"),
        ({"variants": [{"options": {"Size": 1.5, "": "x"}}]}, "variants"),
        ({"variants": [{"options": {"Size": "M"}, "price": "-1"}]}, "variants"),
        ({"variants": [{"options": {str(n): "x" for n in range(4)}}]}, "variants"),
        ({"is_featured": "perhaps"}, "is_featured"),
    ],
)
def test_bad_input_is_told_by_its_field_and_writes_nothing(client_of, seller, fields, named):
    answer = add(client_of(seller), **fields)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"
    assert named in answer.json()["error"]["details"]
    assert not Product.objects.exists()
    assert not Event.objects.exists()


def test_a_price_of_nothing_is_refused_in_the_words_of_the_contract(client_of, seller):
    answer = client_of(seller).post("/api/products/", {"price": "0"})

    assert answer.json()["error"]["details"] == {
        "name": ["This field is required."],
        "price": ["Ensure this value is greater than 0."],
    }


def test_a_price_is_asked_for(client_of, seller):
    answer = client_of(seller).post("/api/products/", {"name": "Shirt"})

    assert answer.status_code == 400
    assert answer.json()["error"]["details"] == {"price": ["This field is required."]}


@pytest.mark.parametrize(
    "raw",
    [
        '{"name": "x", "price": NaN}',
        '{"attributes": {"a": 1e999}, "name": "x", "price": 1}',
        '{"attributes": {"a": "\\u0000"}, "name": "x", "price": 1}',
        '{"attributes": {"\\u0000": "a"}, "name": "x", "price": 1}',
        '{"attributes": {"\\ud800": "\\ud800"}, "name": "x", "price": 1}',
        '{"name": "a\\u0000b", "price": 1}',
        '{"name": "\\ud800", "price": 1}',
        '{"name": "x", "price": 1, "attributes": ' + "[" * 5_000 + "]" * 5_000 + "}",
        "[]",
        '"x"',
        "{",
    ],
)
def test_malformed_bodies_are_the_clients_fault(client_of, seller, raw):
    answer = client_of(seller).post("/api/products/", raw, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["success"] is False


def test_a_form_does_as_well_as_json(client_of, seller):
    answer = client_of(seller).post(
        "/api/products/", SHIRT | {"attributes": '{"Material": "linen"}'}, format="multipart"
    )
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert data["attributes"] == {"Material": "linen"}

    changed = client_of(seller).put(f"/api/products/{data['id']}/", {"name": "Shirt"}, format="multipart")

    assert changed.json()["data"] | {"updated_at": None, "name": None} == data | {
        "updated_at": None,
        "name": None,
    }


def test_variants_with_the_same_options_are_a_conflict(client_of, seller):
    answer = client_of(seller).post(
        "/api/products/",
        {
            "name": "Shirt",
            "variants": [{"options": {"Size": "M"}, "price": 5}, {"options": {"Size": "M"}, "price": 6}],
        },
    )

    assert answer.status_code == 409
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("seller", 201), ("employer", 403), ("job_seeker", 403), (None, 403), ("visitor", 401)],
)
def test_who_may_add_a_product(client_of, who, status):
    user = None if who == "visitor" else UserFactory(**({who: True} if who else {}))

    assert add(client_of(user)).status_code == status
    assert Product.objects.exists() is (status == 201)


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("admin", 200), ("seller", 403), ("visitor", 401)]
)
def test_who_may_change_a_product(client_of, seller, who, status, method):
    product = ProductFactory(seller=seller, name="Before")
    user = (
        {"owner": seller, "visitor": None}.get(who)
        if who in {"owner", "visitor"}
        else UserFactory(**{who: True})
    )

    answer = getattr(client_of(user), method)(f"/api/products/{product.pk}/", {"name": "After"})

    assert answer.status_code == status
    product.refresh_from_db()
    assert (product.name == "After") is (status == 200)


@pytest.mark.parametrize("status", ["active", "draft", "archived"])
def test_a_visitor_who_would_change_one_learns_nothing_of_it(visitor, status):
    product = ProductFactory(status=status)

    for answer in (
        visitor.put(f"/api/products/{product.pk}/", {"price": "1.00"}),
        visitor.post(f"/api/products/{product.pk}/publish/"),
        visitor.delete(f"/api/products/{product.pk}/"),
    ):
        assert answer.status_code == 401, answer.json()


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 204), ("admin", 204), ("seller", 403), ("visitor", 401)]
)
def test_who_may_delete_a_product(client_of, seller, visitor, who, status):
    product = ProductFactory(seller=seller)
    user = (
        {"owner": seller, "visitor": None}.get(who)
        if who in {"owner", "visitor"}
        else UserFactory(**{who: True})
    )

    answer = client_of(user).delete(f"/api/products/{product.pk}/")

    assert answer.status_code == status
    assert visitor.get(f"/api/products/{product.pk}/").status_code == (404 if status == 204 else 200)


def test_a_deleted_product_is_gone_for_its_owner_too_but_kept_for_what_refers_to_it(
    client_of, seller, visitor
):
    product = ProductFactory(seller=seller)
    client = client_of(seller)
    client.delete(f"/api/products/{product.pk}/")

    assert client.get(f"/api/products/{product.pk}/").status_code == 404
    assert client.put(f"/api/products/{product.pk}/", {"name": "x"}).status_code == 404
    assert client.delete(f"/api/products/{product.pk}/").status_code == 404
    assert visitor.get("/api/products/").json()["count"] == 0
    mine = client.get("/api/products/mine/?status=archived").json()["results"]
    assert [(entry["id"], entry["status"]) for entry in mine] == [(str(product.pk), "archived")]
    assert Variant.objects.filter(product=product).exists()


def test_a_product_that_was_taken_off_can_be_put_back(client_of, seller, visitor):
    product = ProductFactory(seller=seller, status="archived")

    assert client_of(UserFactory(seller=True)).post(f"/api/products/{product.pk}/publish/").status_code == 404
    assert client_of(seller).post(f"/api/products/{product.pk}/publish/").status_code == 200
    assert visitor.get(f"/api/products/{product.pk}/").status_code == 200
    assert client_of(seller).post(f"/api/products/{product.pk}/publish/").status_code == 403


def test_where_products_are_reviewed_they_wait_for_an_administrator(
    client_of, seller, admin, visitor, settings
):
    settings.NEXUS_REVIEW = True
    product = add(client_of(seller)).json()["data"]
    path = f"/api/products/{product['id']}/"

    assert product["status"] == "draft"
    assert visitor.get(path).status_code == 404
    assert visitor.get("/api/products/").json()["count"] == 0
    for user in (seller, admin):
        own = client_of(user).get(path)
        assert (own.json()["data"]["status"], own["Cache-Control"]) == ("draft", "private, no-store")
    assert client_of(UserFactory(seller=True)).get(path).status_code == 404
    assert client_of(UserFactory(seller=True)).put(path, {"name": "x"}).status_code == 404
    assert client_of(seller).put(path, {"name": "Linen Blouse"}).status_code == 200
    assert client_of(seller).post(f"{path}publish/").status_code == 403

    assert client_of(admin).post(f"{path}publish/").status_code == 200

    assert visitor.get(path).json()["data"]["name"] == "Linen Blouse"
    assert client_of(admin).post(f"{path}publish/").status_code == 422


def test_only_an_administrator_features_a_product(client_of, seller, admin):
    product = ProductFactory(seller=seller)
    path = f"/api/products/{product.pk}/"

    assert client_of(seller).put(path, {"is_featured": True}).status_code == 403
    assert add(client_of(seller), is_featured=True).status_code == 403
    assert client_of(seller).put(path, {"is_featured": False, "name": "x"}).status_code == 200
    assert client_of(admin).put(path, {"is_featured": True}).json()["data"]["is_featured"] is True


@pytest.mark.parametrize("field", ["id", "seller", "seller_id", "status", "created_at", "slug"])
def test_what_is_not_declared_cannot_be_written(client_of, seller, field):
    product = ProductFactory(seller=seller)
    before = Product.objects.values(field).get(pk=product.pk)

    client_of(seller).put(f"/api/products/{product.pk}/", {field: str(UserFactory().pk), "brand": "New"})

    assert Product.objects.values(field).get(pk=product.pk) == before
    assert Product.objects.get().brand == "New"


def test_price_and_stock_of_a_plain_product_are_its_variants(client_of, seller):
    product = ProductFactory(seller=seller)

    answer = client_of(seller).put(
        f"/api/products/{product.pk}/", {"price": "7.50", "stock": 2, "sku": "P-1", "compare_at_price": "9"}
    )

    data = answer.json()["data"]
    assert (data["price"], data["compare_at_price"], data["stock"]) == ("7.50", "9.00", 2)
    variant = Variant.objects.get(product=product)
    assert (variant.price, variant.stock, variant.sku) == (Decimal("7.50"), 2, "P-1")


def test_a_product_with_several_variants_has_no_one_price_to_change(client_of, seller):
    product = ProductFactory(seller=seller)
    VariantFactory(product=product, options={"Size": "L"}, price=Decimal(20))
    client = client_of(seller)

    assert client.put(f"/api/products/{product.pk}/", {"price": "7.50"}).status_code == 422
    assert client.put(f"/api/products/{product.pk}/", {"variants": []}).status_code == 400
    assert client.put(f"/api/products/{product.pk}/", {"name": "Other"}).status_code == 200


def test_writes_are_told_to_the_log_and_taught_to_the_search(client_of, seller):
    client = client_of(seller)
    made = add(client, name="Zebrafish lamp").json()["data"]
    client.put(f"/api/products/{made['id']}/", {"brand": "Quokka"})
    client.delete(f"/api/products/{made['id']}/")

    events = Event.objects.filter(subject=made["id"])
    assert [event.name for event in events] == [
        "commerce.product.created",
        "commerce.product.changed",
        "commerce.product.archived",
    ]
    assert {event.actor_id for event in events} == {seller.pk}
    assert set(Word.objects.filter(word__in=["zebrafish", "quokka"]).values_list("area", flat=True)) == {
        "catalog"
    }


def test_a_category_with_products_cannot_be_deleted(client_of, admin):
    product = ProductFactory()

    assert client_of(admin).delete(f"/api/categories/{product.category_id}/").status_code == 409


def test_a_product_that_is_sent_twice_with_one_key_is_there_once(client_of, seller):
    client = client_of(seller)

    first, again = (client.post("/api/products/", SHIRT, headers={"Idempotency-Key": "shirt"}) for _ in "12")

    assert (first.status_code, again.content) == (201, first.content)
    assert Product.objects.count() == 1
