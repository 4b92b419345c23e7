from django.db import migrations

# Accents go, Korean syllables stay whole; a text of ASCII alone, as most are, needs none of it.
FOLDED = r"""
    CREATE FUNCTION search_folded(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN lower(
        CASE WHEN octet_length(said) = length(said) THEN said
        ELSE normalize(
            regexp_replace(normalize(translate(said, U&'\02bc', ''''), NFD), '[\u0300-\u036f]', '', 'g'), NFC
        ) END
    )
"""
WORDS = """
    CREATE FUNCTION search_words(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(search_folded(said), '[^[:alnum:]]+', ' ', 'g')
"""
# What stands within a word: Wi-Fi, Chef's, M&M's, Node.js; not the point of 3.5, nor the stroke of QA/Test.
JOINED = r"""
    CREATE FUNCTION search_joined(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        SELECT string_agg(regexp_replace(found[1], '[^[:alnum:]]', '', 'g'), ' ')
        FROM regexp_matches(
            search_folded(said),
            '([[:alnum:]]+(?:[-&''\u2018\u2019\u2010\u2011][[:alnum:]]+|[.][[:alpha:]][[:alnum:]]*)+)', 'g'
        ) AS found
    )
"""
TEXT = """
    CREATE FUNCTION search_text(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN search_words(said) || coalesce(' ' || search_joined(said), '')
"""
# English without stop words: of a name, no word is too common to be found by it.
NAMES = """
    CREATE TEXT SEARCH DICTIONARY search_names_stem (TEMPLATE = snowball, LANGUAGE = english);
    CREATE TEXT SEARCH CONFIGURATION search_names (COPY = english);
    ALTER TEXT SEARCH CONFIGURATION search_names ALTER MAPPING REPLACE english_stem WITH search_names_stem
"""
NO_NAMES = """
    DROP TEXT SEARCH CONFIGURATION search_names;
    DROP TEXT SEARCH DICTIONARY search_names_stem
"""
# Words with accents stay, for the way back.
LEARN_FOLDED = """
    INSERT INTO search_word (area, word)
    SELECT area, search_folded(word) FROM search_word WHERE octet_length(word) <> length(word)
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    """One meaning of a word, for columns, vocabulary and questions alike."""

    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION search_folded(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION search_words(text)"),
        migrations.RunSQL(JOINED, "DROP FUNCTION search_joined(text)"),
        migrations.RunSQL(TEXT, "DROP FUNCTION search_text(text)"),
        migrations.RunSQL(NAMES, NO_NAMES),
        migrations.RunSQL(LEARN_FOLDED, migrations.RunSQL.noop),
    ]
