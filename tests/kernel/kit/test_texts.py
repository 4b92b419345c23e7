"""A name is one line that can be read."""

import pytest
from django.core.exceptions import ValidationError

from nexus.kernel.kit.texts import one_line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Phones",
        "Größe 42",
        "電話",
        "هاتف",
        "नमस्ते",
        "A & B \u2013 \u201cC\u201d",
        "👩‍👩‍👧",
        "½",
        "Insignia\x99",
        "a\u200db",
    ],
)
def test_what_people_write_is_taken(text):
    one_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\nb",
        "a\r\nSubject: b",
        "a\tb",
        "a\x07",
        "\x7f",
        "a\u2028b",
        "\u202eexe.gpj",
        "\u2066a",
        "\u200b",
        "\ufeff",
        " \u00a0",
    ],
)
def test_what_nobody_can_see_or_steers_other_texts_is_refused(text):
    with pytest.raises(ValidationError):
        one_line(text)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\u200b", "\u202eexe.gpj", "a\r\nb"])
def test_it_holds_for_a_category(client_of, seller, name):
    answer = client_of(seller).post("/api/categories/", {"name": name})

    assert answer.status_code == 400
    assert set(answer.json()["error"]["details"]) == {"name"}
