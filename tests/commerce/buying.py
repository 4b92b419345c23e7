"""Buying as customers do it, through the API: what the rooms after the sale begin with."""

from collections.abc import Iterable
from typing import Any

from rest_framework.test import APIClient

from nexus.commerce.catalog.models import Product

ADDRESS = {
    "name": "Nora Weiss",
    "line1": "Lindenweg 4",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}

Data = dict[str, Any]


def order(client: APIClient, items: Iterable[tuple[Product, int]], **more: Any) -> Data:
    """Order these products, and give the order as the API shows it."""
    asked = [{"product": str(product.pk), "quantity": quantity} for product, quantity in items]
    answer = client.post("/api/orders/", {"items": asked, "shipping_address": ADDRESS, **more})
    assert answer.status_code == 201, answer.json()
    return answer.json()["data"]


def pay(client: APIClient, placed: Data, token: str = "tok_success") -> Data:
    """Pay an order, and give it as it is then."""
    body = {"provider": "sandbox", "token": token}
    answer = client.post(f"/api/orders/{placed['id']}/payments/", body)
    assert answer.status_code == 201, answer.json()
    return shown(client, placed)


def bought(client: APIClient, items: Iterable[tuple[Product, int]], **more: Any) -> Data:
    """Order and pay."""
    return pay(client, order(client, items, **more))


def shown(client: APIClient, placed: Data) -> Data:
    """Give an order as it is now."""
    return client.get(f"/api/orders/{placed['id']}/").json()["data"]


def part_of(placed: Data, seller: Any = None) -> str:
    """Name the part of a seller, or the only one."""
    parts = [part for part in placed["parts"] if seller is None or part["seller"]["id"] == str(seller.pk)]
    (part,) = parts
    return part["id"]


def line_of(placed: Data, product: Product) -> Data:
    """Find the line of a product."""
    (line,) = [line for line in placed["lines"] if line["product"] == str(product.pk)]
    return line


def stock_of(product: Product) -> int:
    """Count what can be bought of a product's only variant."""
    return product.variants.get().stock


def refused(answer: Any, status: int, code: str) -> Data:
    """Give what an answer says against a request, which is this."""
    assert answer.status_code == status, answer.json()
    error = answer.json()["error"]
    assert error["code"] == code, error
    return error
