"""Lists that are compiled once for each shape, and filled in after that."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from nexus.kernel.database import prepared
from nexus.kernel.database.literal import Literal
from nexus.kernel.database.prepared import Prepared, Unprepared
from nexus.kernel.database.rows import RowReader
from nexus.kernel.taxonomy.models import Category, filed_in
from tests.factories.catalog import ProductFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

READER = RowReader(
    "SELECT category.id, category.name, category.slug FROM {keys}"
    " JOIN taxonomy_category AS category ON category.id = keys.id"
)
BY_NAME = ("name", "id")
FROM_THE_LAST = ("-name", "-id")


class Listed:
    """A prepared list that counts how often it is built."""

    def __init__(self):
        self.built = 0
        self.list = Prepared(self.build)

    def build(self, *, named=None, since=None, is_root=None, nothing=False):
        self.built += 1
        rows = Category.objects.none() if nothing else Category.objects.all()
        if named is not None:
            rows = rows.filter(slug=named)
        if since is not None:
            rows = rows.filter(name__gte=Literal(since))
        if is_root is not None:
            rows = rows.filter(parent__isnull=is_root)
        return READER.of(rows)

    def names(self, order=BY_NAME, size=10, behind=(), first=0, **values):
        found = self.list.given(**values).read(order, size=size, behind=behind, first=first)
        return "".join(row["name"] for row in found)


@pytest.fixture
def listed():
    for name in ("C", "A", "D", "B"):
        CategoryFactory(name=name, slug=name.lower())
    return Listed()


def test_values_differ_and_the_statement_is_compiled_once(listed):
    assert [listed.names(named=slug) for slug in "abcx"] == ["A", "B", "C", ""]
    assert [listed.names(since=name) for name in ("A", "C", "X")] == ["ABCD", "CD", ""]
    assert listed.names(named="b", since="A") == "B"
    assert listed.built == 3


def test_what_is_none_is_not_given(listed):
    assert listed.names(named=None, since=None) == listed.names() == "ABCD"
    assert listed.built == 1


def test_true_and_false_are_shapes(listed):
    CategoryFactory(name="E", slug="e", parent=Category.objects.get(slug="a"))

    assert listed.names(is_root=True) == "ABCD"
    assert listed.names(is_root=False) == "E"


def test_pages_and_sizes_share_a_statement(listed):
    assert [listed.names(size=2, first=first) for first in (0, 1, 2, 4)] == ["AB", "BC", "CD", ""]
    assert listed.names(size=3) == "ABC"
    assert listed.built == 1


def test_rows_are_read_behind_a_place_in_either_direction(listed):
    at = Category.objects.get(slug="b")

    assert listed.names(behind=["B", str(at.pk)]) == "CD"
    assert listed.names(behind=["B", str(at.pk - 1)]) == "BCD"
    assert listed.names(order=FROM_THE_LAST, behind=["B", str(at.pk)]) == "A"
    with pytest.raises(ValidationError):
        listed.names(behind=["B", "no number"])


def test_rows_are_counted_up_to_a_most(listed):
    assert listed.list.given().count(10) == 4
    assert listed.list.given().count(3) == 3
    assert listed.list.given(named="a").count(10) == 1


def test_what_can_hold_nothing_is_not_asked(listed, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert listed.names(nothing=True) == ""
        assert listed.list.given(nothing=True).count(10) == 0


@pytest.mark.parametrize("value", ["'; DROP TABLE x; --", '"', "\0limits\0", "%s", 1.5])
def test_a_constant_that_is_not_plain_is_refused(listed, value):
    with pytest.raises(ValueError, match="Not a constant"):
        listed.names(since=value)


def test_a_quote_stays_inside_its_constant(listed):
    assert listed.names(since="A' OR 'B") == "BCD"


def test_shapes_are_forgotten_in_the_end(listed, monkeypatch):
    monkeypatch.setattr(prepared, "SHAPES", 2)
    few = Listed()
    for _ in range(2):
        for values in ({}, {"named": "a"}, {"since": "A"}):
            few.names(**values)

    assert few.built == 6


def test_one_id_and_several_find_what_is_filed_there():
    here, there, elsewhere = (ProductFactory(category=CategoryFactory()) for _ in range(3))
    reader = RowReader(
        "SELECT product.id FROM {keys} JOIN catalog_product AS product ON product.id = keys.id"
    )
    filed = Prepared(lambda category: reader.of(type(here).objects.filter(filed_in(category))))

    def found(*products):
        rows = filed.given(category=[product.category_id for product in products]).read(size=10)
        return {row["id"] for row in rows}

    assert found(here) == {here.pk}
    assert found(here, there) == {here.pk, there.pk}
    assert found(elsewhere) == {elsewhere.pk}
    assert found() == set()


@pytest.mark.parametrize("order", [BY_NAME, FROM_THE_LAST])
def test_a_queryset_that_is_not_prepared_is_read_alike(listed, order):
    plain = Unprepared(READER.of(Category.objects.filter(~Q(slug="d"))))
    whole = plain.read(order, size=10)
    behind = [whole[0]["name"], str(whole[0]["id"])]

    assert plain.read(order, behind=behind, size=10) == whole[1:]
    assert plain.read(order, first=1, size=1) == whole[1:2]
    assert plain.count(2) == 2
