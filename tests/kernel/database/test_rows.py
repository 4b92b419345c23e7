from decimal import Decimal

import pytest

from nexus.kernel.database.literal import Literal
from nexus.kernel.database.rows import RowReader
from nexus.kernel.taxonomy.models import Category
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

READER = RowReader(
    "SELECT category.name, to_jsonb(category.slug) AS slug FROM {keys}"
    " JOIN taxonomy_category AS category ON category.id = keys.id"
)


@pytest.fixture
def rows():
    for name in ("C", "A", "B"):
        CategoryFactory(name=name, slug=name.lower())
    return READER.of(Category.objects.order_by("name"))


def test_rows_come_in_the_order_of_the_queryset(rows):
    assert list(rows) == [{"name": name, "slug": name.lower()} for name in "ABC"]
    assert [row["name"] for row in rows.order_by("-name")[:2]] == ["C", "B"]


def test_rows_can_be_narrowed_got_and_counted_further(rows):
    assert rows.filter(name__gt="A").count() == 2
    assert rows.get(name="B")["slug"] == "b"
    assert list(rows.filter(pk__in=[])) == []
    with pytest.raises(Category.DoesNotExist):
        rows.get(name="Z")


def test_a_constant_stands_in_the_statement():
    category = CategoryFactory(name="Phones")

    assert Category.objects.filter(name=Literal("Phones")).get() == category
    assert Category.objects.filter(pk__gte=Literal(Decimal(10**9))).count() == 0
    assert "'Phones'" in Category.objects.filter(name=Literal("Phones")).query.sql_with_params()[0]


@pytest.mark.parametrize("name", ["O'Neil", "''", "a | 'b':* & (c)", "') (", "手机", "हिन्दी"])
def test_quotes_stay_inside_the_constant(name):
    category = CategoryFactory(name=name)

    assert Category.objects.filter(name=Literal(name)).get() == category


@pytest.mark.parametrize("value", ["a\\b", "50%", '"a"', "a;--", "\0", "\n", None, Decimal("NaN"), 1.5])
def test_what_is_no_constant_is_refused(value):
    with pytest.raises(ValueError, match="Not a constant"):
        list(Category.objects.filter(name=Literal(value)))
