"""What a product is called can be read."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["\u200b", "\u202eexe.gpj", "a\r\nb"])
@pytest.mark.parametrize("field", ["name", "brand", "sku"])
def test_a_text_that_cannot_be_read_is_refused(client_of, seller, field, text):
    answer = client_of(seller).post("/api/products/", {"name": "Lamp", "price": "1.00", field: text})

    assert answer.status_code == 400
    assert set(answer.json()["error"]["details"]) == {field}
