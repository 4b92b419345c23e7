"""Vendure, two of its servers behind one port: installed, filled, started, bought from."""

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from bench.peers.buying import Client
from bench.peers.shops import HERE, PRODUCTS, Ask, Start, installed, own_database, run
from bench.servers import WORKERS, free_port, running
from bench.workloads import ADDRESS

NAME = "Vendure"
SITE = HERE / "vendure_site"
DOOR = "/shop-api"
FIRST = f"{DOOR}?query=%7Bproducts(options:%7Btake:20%7D)%7Bitems%7Bid%7D%7D%7D"
CARD = """
    id name slug createdAt featuredAsset { preview } collections { id name slug }
    facetValues { name } variants { id price currencyCode stockLevel }
"""
# Of its search index: a price, a picture, and the ids of category and brand, not their names.
FOUND = """{
    totalItems items {
        productId productName slug currencyCode productAsset { preview } collectionIds facetValueIds
        price { ... on SinglePrice { value } ... on PriceRange { min max } }
    }
}"""
PAGE = f"""{{
    products(options: {{ take: 20, sort: {{ createdAt: DESC }} }}) {{ totalItems items {{ {CARD} }} }}
}}"""
READS = {
    "list": Ask(DOOR, PAGE),
    "filter": Ask(
        DOOR,
        f'{{ search(input: {{ take: 20, collectionSlug: "bench-3", sort: {{ price: ASC }} }}) {FOUND} }}',
    ),
    "detail": Ask(DOOR, f"{{ product(id: 5000) {{ {CARD} description assets {{ preview }} }} }}"),
    "search": Ask(DOOR, f'{{ search(input: {{ take: 20, term: "galaxy" }}) {FOUND} }}'),
    "graphql": Ask(DOOR, PAGE),
}
TOLD = "{ ... on Order { state } ... on ErrorResult { message } }"
ADD = f"mutation ($thing: ID!) {{ addItemToOrder(productVariantId: $thing, quantity: 1) {TOLD} }}"
FINISH = f"""
mutation ($person: CreateCustomerInput!, $address: CreateAddressInput!) {{
    setCustomerForOrder(input: $person) {TOLD}
    setOrderShippingAddress(input: $address) {TOLD}
    setOrderShippingMethod(shippingMethodId: ["1"]) {TOLD}
    transitionOrderToState(state: "ArrangingPayment") {TOLD}
    addPaymentToOrder(input: {{ method: "dummy", metadata: {{}} }}) {TOLD}
}}
"""


def prepare(folder: Path, catalogue: list[dict[str, Any]]) -> Start:
    """Install it where it isn't, fill a database of its own, and say how it is started."""
    installed(folder, SITE / "package.json", lambda: _install(folder))
    port = free_port()
    environment = own_database("vendure") | {
        "NODE_PATH": str(folder / "node_modules"),
        "NODE_ENV": "production",
        "NODE_NO_WARNINGS": "1",
        "WORKERS": str(WORKERS),
        "PORT": str(port),
    }
    run(["node", str(SITE / "fill.js")], environment | {"MAKE_TABLES": "1"})
    _fill(environment, catalogue)
    return lambda: running(["node", str(SITE / "server.js")], port, FIRST, **environment)


def _install(folder: Path) -> None:
    shutil.copy(SITE / "package.json", folder)
    run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"], cwd=folder)


def _fill(environment: dict[str, str], catalogue: list[dict[str, Any]]) -> None:
    rows = [row | {"cents": int(Decimal(row["price"]) * 100)} for row in catalogue]
    there = psycopg.connect(
        host=environment["PGHOST"], port=environment["PGPORT"], user=environment["PGUSER"],
        dbname=environment["PGDATABASE"], cursor_factory=psycopg.ClientCursor, autocommit=True,
    )  # fmt: skip
    with there:
        with there.transaction():
            there.execute((SITE / "catalogue.sql").read_text(), {"catalogue": json.dumps(rows)})
        there.execute("VACUUM ANALYZE")


def buy(client: Client, number: int) -> None:
    """Put something into a guest's order; the rest that it takes goes in one request, payment included."""
    client.headers.pop("Authorization", None)
    _ask(client, ADD, thing=number % PRODUCTS + 1)
    client.headers["Authorization"] = f"Bearer {client.told['vendure-auth-token']}"
    email = f"guest{number}@example.com"
    address = {
        "fullName": ADDRESS["name"],
        "streetLine1": ADDRESS["line1"],
        "city": ADDRESS["city"],
        "postalCode": ADDRESS["postal_code"],
        "countryCode": ADDRESS["country"],
    }
    person = {"firstName": "Nora", "lastName": "Weiss", "emailAddress": email}
    paid = _ask(client, FINISH, person=person, address=address)["addPaymentToOrder"]
    if paid.get("state") != "PaymentSettled":
        raise SystemExit(f"Vendure says of an order's payment: {paid}")


def _ask(client: Client, query: str, **variables: Any) -> dict[str, Any]:
    said = client.post(DOOR, {"query": query, "variables": variables})
    if "errors" in said:
        raise SystemExit(f"Vendure says: {said['errors']}")
    return said["data"]
