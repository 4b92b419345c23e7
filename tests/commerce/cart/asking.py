"""The cart's door, as a client uses it."""

from typing import Any


def put(client, product, quantity: int = 1, **more: Any):
    return client.post("/api/cart/items/", {"product": str(product.pk), "quantity": quantity} | more)


def cart_of(client) -> dict[str, Any]:
    answer = client.get("/api/cart/")
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def quantities(client) -> dict[str, int]:
    return {line["name"]: line["quantity"] for line in cart_of(client)["items"]}


def refusal(answer, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    return answer.json()["error"]
