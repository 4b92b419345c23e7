"""The GraphQL door, as a client uses it."""

from typing import Any

from django.http import HttpResponse
from rest_framework.test import APIClient


def post(client: APIClient, query: str, **variables: Any) -> HttpResponse:
    return client.post("/graphql", {"query": query, "variables": variables})


def ask(client: APIClient, query: str, **variables: Any) -> dict[str, Any]:
    """The data of an answer without errors."""
    answer = post(client, query, **variables)
    body = answer.json()
    assert answer.status_code == 200, body
    assert "errors" not in body, body["errors"]
    return body["data"]


def refusal(client: APIClient, query: str, **variables: Any) -> dict[str, Any]:
    """The one error of an answer, as a client branches on it."""
    body = post(client, query, **variables).json()
    (error,) = body["errors"]
    return error | error["extensions"]
