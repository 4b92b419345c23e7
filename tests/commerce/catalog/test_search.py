"""Searching the catalogue, through HTTP."""

from itertools import product
from urllib.parse import quote

import pytest

from nexus.kernel.search.vocabulary import learn
from tests import names
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db

CATALOGUE = [
    ("Case for phones", "Fits the Galaxy.", "Acme"),
    ("Galaxy S9 smartphone", "With 64GB of memory.", "Samsung"),
    ("Charger", "For phones of all makes, also the Galaxy.", "Voltix"),
    ("Running shoes", "For long distances.", "Gazelle"),
]
PATHS = ["/api/products/search/?q=", "/api/products/?search=", "/api/products/?ordering=name&search="]


@pytest.fixture(autouse=True)
def _catalogue(db):
    for name, description, brand in CATALOGUE:
        made = ProductFactory(name=name, description=description, brand=brand)
        learn("catalog", made.searched_texts)


@pytest.mark.parametrize(
    "path", ["/api/products/search/?q=", "/api/products/search/?search=", "/api/products/?search="]
)
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("galaxy", ["Galaxy S9 smartphone", "Charger", "Case for phones"]),
        ("samsung", ["Galaxy S9 smartphone"]),
        ("samsng galxy", ["Galaxy S9 smartphone"]),
        ("smar", ["Galaxy S9 smartphone"]),
        ("phone", ["Case for phones", "Charger"]),
        ("64gb", ["Galaxy S9 smartphone"]),
        ("runnin sho", ["Running shoes"]),
        ("voltix", ["Charger"]),
        ("galaxy shoes", []),
        ("xylophone", []),
        ("the", []),
    ],
)
def test_the_search_finds_what_is_meant_best_first(visitor, path, typed, found):
    body = visitor.get(f"{path}{typed}").json()

    assert [entry["name"] for entry in body["results"]] == found
    assert body["count"] == len(found)


def test_a_search_keeps_to_filters_and_orderings(visitor):
    ProductFactory(name="Galaxy poster", price=3)
    learn("catalog", ["poster"])

    cheap = visitor.get("/api/products/search/?q=galaxy&max_price=5").json()
    by_name = visitor.get("/api/products/search/?q=galaxy&ordering=name").json()

    assert [entry["name"] for entry in cheap["results"]] == ["Galaxy poster"]
    assert [entry["name"] for entry in by_name["results"]] == [
        "Case for phones",
        "Charger",
        "Galaxy poster",
        "Galaxy S9 smartphone",
    ]


def test_a_search_has_pages(visitor):
    first = visitor.get("/api/products/search/?q=galaxy&page_size=2").json()
    second = visitor.get(first["next"]).json()

    assert (first["count"], second["count"]) == (3, 3)
    assert [entry["name"] for entry in second["results"]] == ["Case for phones"]


def test_what_is_not_public_is_not_found(visitor):
    ProductFactory(name="Galaxy prototype", status="draft")
    ProductFactory(name="Galaxy relic", status="archived")

    assert visitor.get("/api/products/search/?q=galaxy").json()["count"] == 3


def test_a_search_without_a_text_is_the_list(visitor):
    assert visitor.get("/api/products/search/").json()["count"] == len(CATALOGUE)


def test_a_new_product_is_found_at_once_misspelt_too(client_of, seller, visitor):
    client_of(seller).post("/api/products/", {"name": "Theremin", "price": 400})

    assert visitor.get("/api/products/search/?q=theremni").json()["count"] == 1


@names.of_products
def test_whatever_has_a_name_is_found_by_that_very_name(client_of, seller, visitor, name):
    client_of(seller).post("/api/products/", {"name": name, "price": 20})

    for path, typed in product(PATHS, names.typings(name)):
        body = visitor.get(f"{path}{quote(typed)}").json()
        assert (body["count"], [entry["name"] for entry in body["results"]]) == (1, [name]), typed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("chefs knife", "Chef's Knife"),
        ("chef knife", "Chef's Knife"),
        ("tshirt", "Merino T-Shirt"),
        ("t shirt", "Merino TShirt"),
        ("t-shirt", "Merino TShirt"),
        ("wifi", "Wi-Fi Router"),
        ("wifi", "Wi\u2011Fi Router"),
        ("wi-fi", "Wifi Router"),
        ("wi fi rou", "WiFi Router"),
        ("wh1000xm4", "WH-1000XM4 Headphones"),
        ("creme brulee", "Crème Brûlée"),
        ("crème brûlée", "Creme Brulee"),
        ("dont panic", "Don't Panic Towel"),
        ("loreal", "L'Oréal Shampoo"),
        ("oreal", "L'Oréal Shampoo"),
        ("12v adapter", "12V/5A Adapter"),
        ("a tent", "Trail Tent"),
        ("the tent", "Trail Tent"),
        ("lamp s", "Desk Lamp"),
        ("thai mas", "Mask of a Thai"),
    ],
)
def test_words_are_found_however_they_are_joined_and_marked(client_of, seller, visitor, typed, name):
    client_of(seller).post("/api/products/", {"name": name, "price": 20})

    body = visitor.get(f"/api/products/search/?q={quote(typed)}").json()

    assert [entry["name"] for entry in body["results"]] == [name]


@pytest.mark.parametrize(("typed", "name"), [("35mm", "3.5mm Cable"), ("b 5a", "12V/5A Adapter")])
def test_words_that_only_look_alike_are_not_found(client_of, seller, visitor, typed, name):
    client_of(seller).post("/api/products/", {"name": name, "price": 20})

    assert visitor.get(f"/api/products/search/?q={quote(typed)}").json()["count"] == 0
