"""What was there before words meant the same everywhere is found as well, and the way back is open."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from nexus.kernel.search.models import Word
from tests.factories.catalog import ProductFactory
from tests.factories.jobs import JobFactory

BEFORE = [("catalog", "0004_history"), ("postings", "0006_by_title"), ("search", "0001_initial")]
AFTER = [("catalog", "0005_search_by_words"), ("postings", "0007_search_by_words")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.loader.build_graph()
    executor.migrate(targets)


@pytest.mark.django_db(transaction=True)
def test_what_was_there_before_is_found_by_its_name(visitor):
    ProductFactory(name="Crème Brûlée T-Shirt")
    JobFactory(title="Node.js Engineer")
    Word.objects.bulk_create([Word(area="catalog", word="crème"), Word(area="catalog", word="shirt")])
    migrate(BEFORE)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT search::text FROM catalog_product")
            assert "crème" in cursor.fetchone()[0]
    finally:
        migrate(AFTER)

    assert visitor.get("/api/products/?search=creme+brulee+tshirt").json()["count"] == 1
    assert visitor.get("/api/jobs/?search=nodejs+engineer").json()["count"] == 1
    words = Word.objects.filter(area="catalog").values_list("word", flat=True)
    assert {"creme", "shirt", "tshirt"} <= set(words)
    assert Word.objects.filter(area="jobs", word="nodejs").exists()
