"""Nexus's own side: the catalogue that all shops get, the same requests, and customers who order and pay."""

from typing import Any
from uuid import uuid4

from bench.peers.buying import CUSTOMERS, Buy, Client
from bench.peers.shops import PRODUCTS, Ask
from bench.workloads import ADDRESS, GRAPHQL, paths_of

STOCK = 1_000_000  # nothing sells out while it is bought
_READS = {
    "list": "products, a page of 20",
    "filter": "products, category and price",
    "detail": "one product",
    "search": "products, search",
}


def fill() -> dict[str, Ask]:
    """Fill Nexus's database, and give what is asked of it."""
    from bench.seed import seed
    from nexus.commerce.inventory.models import StockItem

    paths = paths_of(seed(PRODUCTS, 1))
    StockItem.objects.update(on_hand=STOCK)
    return {name: Ask(paths[workload]) for name, workload in _READS.items()} | {
        "graphql": Ask("/graphql", GRAPHQL)
    }


def catalogue() -> list[dict[str, Any]]:
    """Give what Nexus sells as others can read it, oldest first."""
    from nexus.commerce.catalog.models import Product

    columns = ("name", "slug", "description", "brand", "price", "category__slug", "seller__username")
    return [
        dict(zip(("name", "slug", "description", "brand", "price", "category", "seller"), row, strict=True))
        | {"price": str(row[4]), "stock": STOCK}
        for row in Product.objects.order_by("created_at").values_list(*columns)
    ]


def customers(*, cart: bool = True, pay: bool = False) -> list[Buy]:
    """Give as many customers as buy at once, each with an account; cart: they fill one first."""
    from nexus.commerce.catalog.models import Product
    from nexus.kernel.accounts.models import User
    from nexus.kernel.authentication.actions import issue_tokens

    things = [str(pk) for pk in Product.objects.values_list("pk", flat=True)]
    names = [f"buyer{n}" for n in range(CUSTOMERS)]
    accounts = [User.objects.get_or_create(username=name, email=f"{name}@example.com")[0] for name in names]
    return [_customer(issue_tokens(account).access, things, cart=cart, pay=pay) for account in accounts]


def _customer(token: str, things: list[str], *, cart: bool, pay: bool) -> Buy:
    def buy(client: Client, number: int) -> None:
        client.headers["Authorization"] = f"Bearer {token}"
        thing = {"product": things[number % PRODUCTS], "quantity": 1}
        if cart:
            client.post("/api/cart/items/", thing)
        order = _once(
            client, "/api/orders/", {"shipping_address": ADDRESS} | ({} if cart else {"items": [thing]})
        )
        if pay:
            _pay(client, order["id"])

    return buy


def _pay(client: Client, order: str) -> None:
    paying = {"provider": "sandbox", "token": "tok_success"}
    payment = _once(client, f"/api/orders/{order}/payments/", paying)
    if payment["status"] != "succeeded":
        raise SystemExit(f"Nexus says of an order's payment: {payment}")


def _once(client: Client, path: str, body: Any) -> dict[str, Any]:
    return client.post(path, body, **{"Idempotency-Key": str(uuid4())})["data"]
