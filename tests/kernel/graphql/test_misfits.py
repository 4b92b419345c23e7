"""What a client gave that doesn't fit: it is told where, and never hears its own values again."""

import pytest

from nexus.kernel.api.graphql.scalars import WANTED
from tests.asking import post, refusal

pytestmark = pytest.mark.django_db

REGISTER = "mutation($i: RegistrationInput!) { register(input: $i) { id } }"
WHO = {"username": "zz1", "email": "zz1@example.com", "password": "StrongPass123"}
SECRET = "StrongPass123"
FIRST = "query($a: Int) { categories(first: $a) { totalCount } }"


def _filled(**fields) -> str:
    return ", ".join(f"{name}: {value}" for name, value in fields.items())


LITERAL = {name: f'"{value}"' for name, value in WHO.items()}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (WHO | {"isAdmin": True}, "Variable '$i' doesn't fit at 'isAdmin': There is no such field."),
        (
            WHO | {"isSellr": True},
            "Variable '$i' doesn't fit at 'isSellr': There is no such field. Did you mean 'isSeller'?",
        ),
        (
            {"email": "a@b.example", "password": SECRET},
            "Variable '$i' doesn't fit at 'username': This field is required.",
        ),
        (WHO | {"username": None}, "Variable '$i' doesn't fit at 'username': This field may not be null."),
        (WHO | {"username": [SECRET]}, "Variable '$i' doesn't fit at 'username': Give a text."),
        (WHO | {"isSeller": SECRET}, "Variable '$i' doesn't fit at 'isSeller': Give true or false."),
        (SECRET, "Variable '$i' doesn't fit: Give an object."),
        ([WHO], "Variable '$i' doesn't fit: Give an object."),
        (None, "Variable '$i' doesn't fit: This field may not be null."),
    ],
)
def test_a_variable_is_told_where_it_does_not_fit(visitor, caplog, given, message):
    answer = post(visitor, REGISTER, i=given)

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (400, "VALIDATION_ERROR")
    assert error["message"] == message
    assert error["locations"] == [{"line": 1, "column": 10}]
    assert SECRET not in answer.content.decode()
    assert SECRET not in caplog.text


def test_a_variable_that_is_missing_is_asked_for(visitor):
    assert refusal(visitor, REGISTER)["message"] == "Variable '$i' doesn't fit: This field is required."


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (LITERAL | {"isAdmin": "true"}, "Argument 'input' doesn't fit at 'isAdmin': There is no such field."),
        ({"password": f'"{SECRET}"', "username": '"x"'}, "at 'email': This field is required."),
        (LITERAL | {"isSeller": f'"{SECRET}"'}, "at 'isSeller': Give true or false."),
        (LITERAL | {"username": SECRET}, "at 'username': Give a text."),
        (LITERAL | {"username": "null"}, "at 'username': This field may not be null."),
    ],
)
def test_what_stands_in_a_document_is_told_where_it_does_not_fit(visitor, caplog, fields, message):
    answer = post(visitor, f"mutation {{ register(input: {{{_filled(**fields)}}}) {{ id }} }}")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (400, "VALIDATION_ERROR")
    assert error["message"].endswith(message)
    assert error["locations"]
    assert SECRET not in answer.content.decode()
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "document",
    [
        'mutation { register(input: {password "StrongPass123"}) { id } }',
        "mutation { register(input: {password StrongPass123}) { id } }",
        'mutation { register(input: {password: """StrongPass123""" """StrongPass123"""}) { id } }',
        "mutation { register(input: {password: 1 StrongPass123}) { id } }",
        r'mutation { register(input: {password: "\uStrongPass123"}) { id } }',
        'query($a: Int = "StrongPass123") { categories(first: $a) { totalCount } }',
        '{ categories(first: "StrongPass123") { totalCount } }',
        "{ categories(first: 123456789012) { totalCount } }",
        "{ categories(filter: [StrongPass123]) { totalCount } }",
        '{ categories @include(if: "StrongPass123") { totalCount } }',
        '{ changes(filter: {since: "StrongPass123"}) { totalCount } }',
        '{ exchangeRates(filter: {date: "StrongPass123"}) { totalCount } }',
    ],
)
def test_no_document_is_repeated(visitor, document):
    answer = post(visitor, document)

    assert answer.status_code == 400
    assert not [part for part in ("Strong", "123", "uStr") if part in answer.json()["errors"][0]["message"]]
    assert answer.json()["errors"][0]["locations"]


def test_each_fault_is_told_up_to_fifty(visitor):
    one = refusal(visitor, FIRST, a={"x": SECRET})
    many = post(visitor, REGISTER, i={f"field{number}": SECRET for number in range(300)}).json()["errors"]

    assert one["message"] == "Variable '$a' doesn't fit: Give a whole number of 32 bits."
    assert len(many) == 50
    assert [error["message"] for error in many][:1] == [
        "Variable '$i' doesn't fit at 'field0': There is no such field."
    ]


@pytest.mark.parametrize(
    ("document", "variables", "details"),
    [
        ('{ categories(first: "x") { totalCount } }', {}, {"first": ["Give a whole number of 32 bits."]}),
        (FIRST, {"a": "x"}, {"first": ["Give a whole number of 32 bits."]}),
        (REGISTER, {"i": WHO | {"isSeller": 1}}, {"is_seller": ["Give true or false."]}),
        (REGISTER, {"i": WHO | {"isAdmin": 1}}, {"is_admin": ["There is no such field."]}),
        (REGISTER, {"i": 5}, {"input": ["Give an object."]}),
        (REGISTER, {}, {"input": ["This field is required."]}),
        (
            "query($s: String) { categories(filter: {search: $s}) { totalCount } }",
            {"s": 5},
            {"search": ["Give a text."]},
        ),
        (
            "query($f: Int) { ...a } fragment a on Query { categories(first: $f) { totalCount } }",
            {"f": "x"},
            {"first": ["Give a whole number of 32 bits."]},
        ),
        (
            "query($s: String = 5) { categories(filter: {search: $s}) { totalCount } }",
            {},
            {"search": ["Give a text."]},
        ),
        ('{ changes(filter: {since: "x"}) { totalCount } }', {}, {"since": [WANTED["DateTime"]]}),
        ('{ category(id: "1", id2: "x") { id } }', {}, {}),
    ],
)
def test_details_name_the_field_as_rest_does(visitor, document, variables, details):
    refused = refusal(visitor, document, **variables)

    assert refused["details"] == details
    assert refused["locations"]


@pytest.mark.parametrize("walk", ["after", "before"])
def test_a_bad_cursor_is_named_as_the_argument_is(visitor, walk):
    refused = refusal(visitor, f'{{ categories({walk}: "zzz") {{ pageInfo {{ endCursor }} }} }}')

    assert refused["details"] == {walk: ["This is not a cursor of ours."]}
