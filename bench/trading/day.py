"""What happens on the day: orders, payments, parcels, refunds, and the sellers' money."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from bench.trading.door import Door, Refused

ADDRESS = {
    "name": "Mara Berger",
    "line1": "Lindenweg 4",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}
MOST_LINES = 4
DECLINED_AT_FIRST = 0.1
PARTLY = 0.5


@dataclass
class Day:
    """A day's trade: who takes part, and a tally of what was done."""

    customers: list[Door]
    sellers: dict[str, Door]
    shelves: list[list[tuple[str, str]]]  # each brand's (product, variant) on sale and in stock
    dice: random.Random
    tally: Counter[str] = field(default_factory=Counter)
    orders: list[tuple[Door, Any]] = field(default_factory=list)

    def buy(self, how_many: int) -> None:
        """Place and pay so many orders; one in ten is declined first, and paid with another card.

        Each has something of the next brand in turn, so that every brand sells.
        """
        turns = cycle(self.shelves)
        while len(self.orders) < how_many:
            customer = self.dice.choice(self.customers)
            items = [
                {"product": product, "variant": variant, "quantity": self.dice.randint(1, 2)}
                for product, variant in self._basket(next(turns))
            ]
            try:
                order = customer.post("/api/orders/", {"items": items, "shipping_address": ADDRESS})
            except Refused as refusal:
                self.tally[f"orders refused, {str(refusal).split(':')[0]}"] += 1
                continue
            self._pay(customer, order["id"])
            self.orders.append((customer, order))
        self.tally["orders"] = len(self.orders)

    def ship(self) -> None:
        """Send every seller's part of every order."""
        for seller in self.sellers.values():
            for sale in _all(seller, "/api/sales/?status=paid&page_size=100"):
                parcel = {"carrier": "Parcel Post", "tracking_number": f"PP{self.dice.randrange(10**9):09d}"}
                seller.post(f"/api/sales/{sale['id']}/shipments/", parcel)
                self.tally["parcels"] += 1

    def refund(self) -> None:
        """Give a third of the orders their money back: a line of each part, or all of it."""
        chosen = {order["id"] for _, order in self.orders[::3]}
        for seller in self.sellers.values():
            for sale in _all(seller, "/api/sales/?page_size=100"):
                if sale["order"]["id"] in chosen:
                    self._refund(seller, sale)
        self.tally["orders refunded"] = len(chosen)

    def _basket(self, shelf: list[tuple[str, str]]) -> list[tuple[str, str]]:
        others = (self.dice.choice(self.dice.choice(self.shelves)) for _ in range(MOST_LINES - 1))
        wanted = [self.dice.choice(shelf), *others][: self.dice.randint(1, MOST_LINES)]
        return list(dict.fromkeys(wanted))

    def _pay(self, customer: Door, order: str) -> None:
        if self.dice.random() < DECLINED_AT_FIRST:
            try:
                self._charge(customer, order, "tok_declined")
            except Refused:
                self.tally["payments declined"] += 1
        self._charge(customer, order, "tok_success")

    def _charge(self, customer: Door, order: str, token: str) -> None:
        customer.post(f"/api/orders/{order}/payments/", {"provider": "sandbox", "token": token})
        self.tally["payments"] += 1

    def _refund(self, seller: Door, sale: Any) -> None:
        said: dict[str, Any] = {"reason": "Not as expected."}
        if self.dice.random() < PARTLY:
            said["lines"] = [{"line": self.dice.choice(sale["lines"])["id"], "quantity": 1}]
        else:
            said["lines"] = [{"line": line["id"], "quantity": line["quantity"]} for line in sale["lines"]]
            said["shipping"] = sale["shipping_total"]
        seller.post(f"/api/sales/{sale['id']}/refunds/", said)
        self.tally["refunds"] += 1


def name_account(seller: Door, name: str) -> None:
    """Say where a seller is paid to; every one to the same account, as none is real."""
    seller.put("/api/payout-account/", {"holder": name[:70], "iban": "DE89370400440532013000"})


def pay_out(admin: Door, currency: str) -> Any:
    """Pay the sellers what they are owed in a currency, and have it arrive."""
    batch = admin.post("/api/payout-batches/", {"currency": currency, "minimum": "0.00"})
    for step in ("send", "settle"):
        admin.post(f"/api/payout-batches/{batch['id']}/{step}/")
    return admin.get(f"/api/payout-batches/{batch['id']}/")["data"]


def _all(door: Door, path: str) -> list[Any]:
    found: list[Any] = []
    while path:
        page = door.get(path)
        found += page["results"]
        path = (page["next"] or "").partition("/api/")[2] and "/api/" + page["next"].partition("/api/")[2]
    return found
