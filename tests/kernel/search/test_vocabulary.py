import pytest
from django.contrib.postgres.search import SearchVector
from django.db.models import Func, TextField, Value

from nexus.kernel.search.columns import search_query
from nexus.kernel.search.models import Word
from nexus.kernel.search.vocabulary import learn, parse

pytestmark = pytest.mark.django_db

TEXTS = [
    "Samsung Galaxy S9 smartphone with 64GB",
    "Running shoes for the long way home",
    "Apple iPhone 8, unlocked",
    "Café crème, organic coffee",
]


@pytest.fixture(autouse=True)
def _vocabulary():
    learn("shop", TEXTS)


def found(typed, area="shop"):
    """The texts that what was typed finds."""
    query = search_query(parse(area, typed))
    words = {text: Func(Value(text), function="search_text", output_field=TextField()) for text in TEXTS}
    vectors = {text: SearchVector(said, config="english") for text, said in words.items()}
    return [
        text
        for text, vector in vectors.items()
        if Word.objects.annotate(vector=vector).filter(vector=query).exists()
    ]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("smartphones", TEXTS[0]),
        ("GALAXY samsung", TEXTS[0]),
        ("sams gala", TEXTS[0]),
        ("samsng galxy", TEXTS[0]),
        ("smatrphone", TEXTS[0]),
        ("64gb", TEXTS[0]),
        ("run", TEXTS[1]),
        ("runnin", TEXTS[1]),
        ("run sho", TEXTS[1]),
        ("the shoes", TEXTS[1]),
        ("iphnoe", TEXTS[2]),
        ("iphne 8", TEXTS[2]),
        ("cafe\u0301", TEXTS[3]),
        ("organi coff", TEXTS[3]),
    ],
)
def test_what_people_type_finds_what_they_mean(typed, text):
    assert found(typed) == [text]


@pytest.mark.parametrize("typed", ["samsung shoes", "zzzzqqq", "📱", "!!!", "& | !", "_", "the", "65gb 12"])
def test_what_is_not_there_is_not_found(typed):
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["", "   ", "\t\n"])
def test_blank_text_asks_for_nothing(typed):
    assert parse("shop", typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "'",
        "''):* | (",
        "a' & 'b",
        "\\",
        "<-> :* !!",
        "phone:*A",
        "x" * 10_000,
        "phone " * 2_000,
        "%s %(x)s %",
        "²³ ½ ੴ हिन्दी 手机",
        "\ufdfa" * 50,
        "a\u200bb",
        "'; DROP TABLE search_word; --",
        "1e999",
    ],
)
def test_no_input_breaks_the_search(typed):
    found(typed)

    assert Word.objects.filter(word="samsung").exists()


def test_a_number_is_never_mended_into_another():
    learn("shop", ["12345a"])

    assert found("1234") == []


def test_areas_keep_their_words_apart():
    learn("jobs", ["Samurai"])

    assert found("samsng", area="jobs") == []


def test_learning_twice_changes_nothing():
    before = Word.objects.count()

    learn("shop", TEXTS)
    learn("shop", [])

    assert Word.objects.count() == before


def test_reading_a_search_asks_the_vocabulary_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        parse("shop", "samsng galxy runing shos iphnoe")
