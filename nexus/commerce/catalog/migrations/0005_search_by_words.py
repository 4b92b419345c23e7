from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models
from django.db.models import Q

# What Wi-Fi and T-Shirt are when written as one; all other words are known already. Done first, while the
# table is still open.
LEARN_JOINED = """
    INSERT INTO search_word (area, word)
    SELECT DISTINCT 'catalog', word
    FROM catalog_product, unnest(ARRAY[name, brand, description]) AS said,
         string_to_table(search_joined(said), ' ') AS word
    WHERE length(word) BETWEEN 2 AND 40 AND word !~ '^[[:digit:]]+$'
    ORDER BY word ON CONFLICT DO NOTHING
"""


def _words_of(field, weight, config):
    return SearchVector(
        models.Func(field, function="search_text", output_field=models.TextField()),
        weight=weight,
        config=config,
    )


class Migration(migrations.Migration):
    """Search by words as they are typed. The table is written anew, once, and closed for as long."""

    dependencies = [("catalog", "0004_history"), ("search", "0002_words")]

    operations = [
        migrations.RunSQL(LEARN_JOINED, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="product", name="product_live_search"),
        migrations.RemoveField(model_name="product", name="search"),
        migrations.AddField(
            model_name="product",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=(
                    _words_of("name", "A", "search_names")
                    + _words_of("brand", "B", "english")
                    + _words_of("description", "C", "english")
                ),
                output_field=SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=GinIndex(condition=Q(status="active"), fields=["search"], name="product_live_search"),
        ),
    ]
