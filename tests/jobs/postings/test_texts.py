"""What a job is called can be read."""

import pytest

pytestmark = pytest.mark.django_db

WHOLE = {
    "title": "Baker",
    "description": "Bread.",
    "company_name": "Crumbs",
    "location": "Remote",
    "employment_type": "full_time",
}


@pytest.mark.parametrize("text", ["\u200b", "\u202eexe.gpj", "a\r\nb"])
@pytest.mark.parametrize("field", ["title", "company_name", "location"])
def test_a_text_that_cannot_be_read_is_refused(client_of, employer, field, text):
    answer = client_of(employer).post("/api/jobs/", WHOLE | {field: text})

    assert answer.status_code == 400
    assert set(answer.json()["error"]["details"]) == {field}
