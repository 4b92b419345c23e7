import pytest

from nexus.config.schema import schema
from tests.asking import ask, post, refusal
from tests.factories.api_keys import ApiKeyFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

NAMES = "{ categories { edges { node { name } } } }"


@pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
def test_both_paths_answer_a_post_without_a_redirect(visitor, path):
    CategoryFactory(name="Phones")

    answer = visitor.post(path, {"query": NAMES})

    assert answer.status_code == 200
    assert answer.json() == {"data": {"categories": {"edges": [{"node": {"name": "Phones"}}]}}}
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "private, no-store"


def test_one_of_several_operations_is_named(visitor):
    document = "query A { a: __typename } query B { b: __typename }"

    chosen = visitor.post("/graphql", {"query": document, "operationName": "B"})
    unnamed = visitor.post("/graphql", {"query": document})
    unknown = visitor.post("/graphql", {"query": document, "operationName": "C"})

    assert chosen.json() == {"data": {"b": "Query"}}
    assert unnamed.status_code == unknown.status_code == 400
    assert unknown.json()["errors"][0]["message"] == "Name one of this document's operations: A, B."


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_a_post_is_answered(visitor, method):
    answer = getattr(visitor, method)("/graphql", {"query": NAMES})

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    assert error["message"] == f"Send a POST with application/json: {method.upper()} isn't answered here."


def test_a_get_runs_nothing(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = visitor.get("/graphql", {"query": NAMES}, HTTP_ACCEPT="text/html")

    assert "Phones" not in answer.content.decode()


def test_graphiql_is_shown_where_it_is_on(visitor, settings):
    page = visitor.get("/graphql", HTTP_ACCEPT="text/html,*/*")
    settings.GRAPHIQL_ON = False
    hidden = visitor.get("/graphql", HTTP_ACCEPT="text/html,*/*")

    assert page.status_code == 200
    assert b"graphiql" in page.content
    policy = page["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'self'" in policy
    assert hidden.status_code == 405


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b'{"query": "{ __typename }"', "application/json", 400, "MALFORMED_REQUEST"),
        (b'[{"query": "{ __typename }"}]', "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": 1}', "application/json", 400, "MALFORMED_REQUEST"),
        (b"{}", "application/json", 400, "MALFORMED_REQUEST"),
        (b'"text"', "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": "{ __typename }", "variables": []}', "application/json", 400, "MALFORMED_REQUEST"),
        (b"[" * 100_000, "application/json", 400, "MALFORMED_REQUEST"),
        (b"\xff", "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": "{"}', "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": ""}', "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": "{ nothing }"}', "application/json", 400, "VALIDATION_ERROR"),
        (b'{"query": "subscription { a }"}', "application/json", 400, "VALIDATION_ERROR"),
        (b'{"query": "fragment A on Query { __typename }"}', "application/json", 400, "VALIDATION_ERROR"),
        (b"query={__typename}", "application/x-www-form-urlencoded", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"{ __typename }", "application/graphql", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b" " * 1_100_000, "application/json", 413, "PAYLOAD_TOO_LARGE"),
        (b"x" * 3_000_000, "application/json", 413, "PAYLOAD_TOO_LARGE"),
    ],
)
def test_a_request_that_cannot_be_read_is_told_why(
    visitor, django_assert_num_queries, body, kind, status, code
):
    with django_assert_num_queries(0):
        answer = visitor.generic("POST", "/graphql", body, content_type=kind)

    assert answer.status_code == status
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == code
    assert error["extensions"]["status"] == status
    assert error["extensions"]["request_id"] == answer["X-Request-ID"]
    assert error["message"]


def test_a_broken_document_is_told_where(visitor):
    assert refusal(visitor, "{\n  categories {")["locations"] == [{"line": 2, "column": 15}]


NAME = "query($a: String) { categories(filter: {search: $a}) { totalCount } }"
FIRST = "query($a: Int) { categories(first: $a) { totalCount } }"
# A variable that may be null where its argument may not: GraphQL allows it for the sake of the default.
NULLED = 'query($a: ID = "1") { category(id: $a) { id } }'


@pytest.mark.parametrize(
    ("document", "variables", "code"),
    [
        (r'{ categories(filter: {search: "\u0000"}) { totalCount } }', {}, "MALFORMED_REQUEST"),
        ("{ categories(first: %s) { totalCount } }" % ("1" * 5_000), {}, "MALFORMED_REQUEST"),
        ('{ changes(filter: {since: "2026-13-45T00:00:00Z"}) { totalCount } }', {}, "VALIDATION_ERROR"),
        ('{ exchangeRates(filter: {date: "2026-02-30"}) { totalCount } }', {}, "VALIDATION_ERROR"),
        (NAME, {"a": 5}, "VALIDATION_ERROR"),
        (FIRST, {"a": "x"}, "VALIDATION_ERROR"),
        (FIRST, {"a": 2**40}, "VALIDATION_ERROR"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_why_and_runs_nothing(
    visitor, django_assert_num_queries, document, variables, code
):
    with django_assert_num_queries(0):
        answer = visitor.post("/graphql", {"query": document, "variables": variables})

    assert answer.status_code == 400
    assert answer.json().keys() == {"errors"}
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {code}


def test_a_null_where_none_may_be_is_the_clients_fault(visitor, caplog):
    assert refusal(visitor, NULLED, a=None)["code"] == "VALIDATION_ERROR"
    assert not caplog.records


def test_a_forged_token_is_refused_as_rest_refuses_it(visitor):
    headers = {"HTTP_AUTHORIZATION": "Bearer forged"}

    refused = visitor.post("/graphql", {"query": NAMES}, **headers)
    rest = visitor.get("/api/categories/", **headers)

    assert refused.status_code == rest.status_code == 401
    assert refused["WWW-Authenticate"] == "Bearer"
    (error,) = refused.json()["errors"]
    assert error["extensions"]["code"] == rest.json()["error"]["code"] == "INVALID_TOKEN"
    assert error["message"] == rest.json()["error"]["message"]


def test_a_cookie_signs_nobody_in(client, seller):
    client.force_login(seller)
    mutation = 'mutation { createProduct(input: {name: "x", price: 1}) { id } }'

    answer = client.post("/graphql", {"query": mutation}, content_type="application/json")

    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_AUTHENTICATED"


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ('mutation { createProduct(input: {name: ""}) { id } }', {}),
        ("mutation($i: ProductInput!) { createProduct(input: $i) { id } }", {"i": {"name": 5}}),
        (
            "mutation($i: ProductInput!) { ...a } fragment a on Mutation { createProduct(input: $i) { id } }",
            {},
        ),
        ('mutation { clearCart { id } changeProduct(id: "x", input: {}) { id } }', {}),
    ],
)
def test_a_sign_in_is_asked_for_before_the_body_is_looked_at(visitor, document, variables):
    answer = post(visitor, document, **variables)
    rest = visitor.post("/api/products/", {"name": ""})

    assert answer.status_code == rest.status_code == 401
    assert answer["WWW-Authenticate"] == rest["WWW-Authenticate"] == "Bearer"
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == rest.json()["error"]["code"] == "NOT_AUTHENTICATED"
    assert "data" not in answer.json()


def test_a_key_without_the_scope_is_refused_before_the_body_is_looked_at(visitor, seller):
    ApiKeyFactory(key="nx_reader", user=seller, scopes=["catalog:read"])
    document = "mutation($i: ProductInput!) { createProduct(input: $i) { id } }"

    asked = {"query": document, "variables": {"i": 5}}
    answer = visitor.post("/graphql", asked, HTTP_AUTHORIZATION="Bearer nx_reader")

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "INSUFFICIENT_SCOPE"


def test_it_counts_against_the_same_limit_as_rest(visitor, settings):
    settings.RATE_LIMITS_ON = True
    settings.RATE_LIMITS_PER_HOUR = {"anonymous": 2, "signed_in": 2, "premium": 2}

    statuses = [
        visitor.get("/api/categories/", REMOTE_ADDR="192.0.2.77").status_code,
        visitor.post("/graphql", {"query": NAMES}, REMOTE_ADDR="192.0.2.77").status_code,
    ]
    refused = visitor.post("/graphql", {"query": NAMES}, REMOTE_ADDR="192.0.2.77")

    assert statuses == [200, 200]
    assert refused.status_code == 429
    assert refused.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert int(refused["Retry-After"]) > 0


def test_an_unknown_failure_keeps_its_text_to_itself(visitor, monkeypatch, caplog):
    def fail(_):
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(type(schema.types.query_type.fields["categories"]), "resolve", None, raising=False)
    monkeypatch.setattr(schema.types.query_type.fields["categories"], "resolve", lambda *_, **__: fail(0))

    answer = post(visitor, NAMES)

    assert "swordfish" not in answer.content.decode()
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"
    assert "swordfish" in caplog.text


def test_the_schema_may_be_asked_for_where_that_is_on(visitor, settings):
    question = "{ __schema { queryType { name } } }"
    assert ask(visitor, question) == {"__schema": {"queryType": {"name": "Query"}}}

    settings.GRAPHQL_INTROSPECTION_ON = False

    assert post(visitor, question).status_code == 400
    assert ask(visitor, "{ __typename }") == {"__typename": "Query"}
