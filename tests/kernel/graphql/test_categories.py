"""The category tree at the GraphQL door."""

import pytest

from tests.asking import ask, refusal
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

LIST = """
query($filter: CategoryFilter, $first: Int, $after: String) {
  categories(filter: $filter, first: $first, after: $after) {
    pageInfo { endCursor hasNextPage }
    edges { node { name parent { name parent { name } } } }
  }
}
"""


def names(client, **variables):
    return [edge["node"]["name"] for edge in ask(client, LIST, **variables)["categories"]["edges"]]


@pytest.fixture
def tree():
    root = CategoryFactory(name="Electronics", slug="electronics")
    for name in ("Phones", "Cameras"):
        CategoryFactory(name=name, parent=root)
    return root


def test_the_tree_is_read_upwards(visitor, tree):
    lens = CategoryFactory(name="Lenses", parent=tree.children.get(name="Cameras"))

    shown = ask(
        visitor,
        "query($id: ID!) { category(id: $id) { name parent { slug parent { slug parent { id } } } } }",
        id=lens.pk,
    )

    assert shown["category"]["parent"]["parent"] == {"slug": "electronics", "parent": None}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Cameras", "Electronics", "Phones"]),
        ({"parent": "electronics"}, ["Cameras", "Phones"]),
        ({"search": "PHO"}, ["Phones"]),
        ({"parent": "nowhere"}, []),
    ],
)
def test_filters_find_what_rest_finds(visitor, tree, filters, found):
    assert names(visitor, filter=filters) == found


def test_a_parent_is_named_by_its_id_too(visitor, tree):
    assert names(visitor, filter={"parent": str(tree.pk)}) == ["Cameras", "Phones"]


def test_a_walk_meets_each_once(visitor, tree):
    first = ask(visitor, LIST, first=2)["categories"]
    rest = ask(visitor, LIST, first=2, after=first["pageInfo"]["endCursor"])["categories"]

    assert first["pageInfo"]["hasNextPage"] is True
    assert [edge["node"]["name"] for edge in rest["edges"]] == ["Phones"]


@pytest.mark.parametrize("size", [1, 50])
def test_a_page_costs_the_same_number_of_queries_whatever_its_size(visitor, django_assert_num_queries, size):
    for n in range(size):
        CategoryFactory(
            name=f"A{n:02}", parent=CategoryFactory(name=f"B{n}", parent=CategoryFactory(name="C"))
        )
    ask(visitor, LIST, first=1)

    with django_assert_num_queries(3):
        assert len(names(visitor, first=size)) == size


@pytest.mark.parametrize("named", ["0", "x", "99999999999999999999"])
def test_an_unknown_category_is_not_there(visitor, named):
    refused = refusal(visitor, "query($id: ID!) { category(id: $id) { id } }", id=named)

    assert (refused["code"], refused["status"], refused["path"]) == ("NOT_FOUND", 404, ["category"])
