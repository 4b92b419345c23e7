from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models
from django.db.models import F, Func, Value
from django.db.models.functions import Concat

_SKILLS = Func(F("skills"), function="jobs_skill_text", output_field=models.TextField())
_WHERE = Concat("company_name", Value(" "), "location")

# What Wi-Fi and T-Shirt are when written as one; all other words are known already. Done first, while the
# table is still open.
LEARN_JOINED = """
    INSERT INTO search_word (area, word)
    SELECT DISTINCT 'jobs', word
    FROM postings_job,
         unnest(ARRAY[title, jobs_skill_text(skills), company_name, location, description]) AS said,
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

    dependencies = [("postings", "0006_by_title"), ("search", "0002_words")]

    operations = [
        migrations.RunSQL(LEARN_JOINED, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="job", name="job_search"),
        migrations.RemoveField(model_name="job", name="search"),
        migrations.AddField(
            model_name="job",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=(
                    _words_of("title", "A", "search_names")
                    + _words_of(_SKILLS, "B", "english")
                    + _words_of(_WHERE, "C", "english")
                    + _words_of("description", "D", "english")
                ),
                output_field=SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=GinIndex(fields=["search"], name="job_search"),
        ),
    ]
