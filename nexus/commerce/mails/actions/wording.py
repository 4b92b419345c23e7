"""How mails say things: amounts, names, what is in a parcel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nexus.commerce.orders.models import Order, OrderLine, OrderPart
from nexus.commerce.stores.models import Store
from nexus.kernel.accounts.models import User
from nexus.kernel.kit.money import money
from nexus.kernel.mail.actions import send

SITE = "Nexus"


@dataclass(frozen=True)
class Thing:
    """A line of a mail's list; without an amount where it is about the goods alone."""

    name: str
    options: str
    quantity: int
    amount: str = ""


@dataclass(frozen=True)
class Parcel:
    """What one seller sends."""

    store: str
    things: list[Thing]
    shipping_name: str
    shipping: str


def called(user: User) -> str:
    """Give the name that an account is spoken to by."""
    return user.get_full_name() or user.username


def thing(line: OrderLine, quantity: int | None = None, amount: str = "") -> Thing:
    """Name a line, whole or so many of it."""
    options = ", ".join(f"{name}: {value}" for name, value in line.options.items())
    return Thing(line.name, options, line.quantity if quantity is None else quantity, amount)


def stores_of(seller_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Give the names of sellers' stores; a seller that has opened none goes by its own."""
    names = dict(User.objects.filter(pk__in={*seller_ids}).values_list("pk", "username"))
    return names | dict(Store.objects.filter(pk__in=names).values_list("pk", "name"))


def parcels_of(order: Order, parts: Iterable[OrderPart]) -> list[Parcel]:
    """List what each seller sends of an order, with what it costs."""
    parts = list(parts)
    stores = stores_of(part.seller_id for part in parts)
    return [
        Parcel(
            stores[part.seller_id],
            [thing(line, amount=money(line.subtotal, order.currency)) for line in part.lines.all()],
            part.shipping_name,
            money(part.shipping_total, order.currency),
        )
        for part in parts
    ]


def write_to(user: User, template: str, context: Mapping[str, Any]) -> None:
    """Send one of this room's mails to an account; to one without an address nothing is sent."""
    if user.email:
        send(f"commerce/{template}", user.email, {"site": SITE, "name": called(user), **context})
