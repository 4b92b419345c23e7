"""Forms: they say what JSON says, and what would be passed over of them is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.api.site")]

FORM = "/api/test/form/"


def said(**fields):
    answer = Client().post(FORM, {"name": "Nora", **fields})
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]["said"]


def refused(**fields):
    answer = Client().post(FORM, {"name": "Nora", **fields})
    assert answer.status_code == 400, answer.content
    return answer.json()["error"]["details"]


def test_what_is_not_sent_is_not_said_and_never_means_no():
    assert said()["is_active"] is True
    assert said(is_active="false")["is_active"] is False


@pytest.mark.parametrize("name", ["quantity", "photo"])
def test_a_file_that_nothing_takes_is_refused(name):
    assert refused(**{name: SimpleUploadedFile("12", b"12")}) == {name: ["Send files as: picture."]}
    assert said(picture=SimpleUploadedFile("12", b"12"))["name"] == "Nora"


@pytest.mark.parametrize(
    ("name", "part"), [("address", "address.town"), ("lines", "lines[0]town"), ("items", "items[0]town")]
)
def test_what_has_parts_is_not_passed_over_as_a_text(name, part):
    sentence = f"In a form, give this field by field, such as {part}; or send JSON."
    assert refused(**{name: '{"town": "Berlin"}'}) == {name: [sentence]}
    assert "Berlin" in str(said(**{part: "Berlin"})[name])


def test_a_place_of_thousands_of_digits_is_malformed():
    form = f"name=Nora&lines[{'9' * 5000}]town=Berlin"
    answer = Client().post(FORM, form, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "MALFORMED_REQUEST")
