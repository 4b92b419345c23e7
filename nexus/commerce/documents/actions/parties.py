"""Who sells and who buys, as they stand on a document."""

from collections.abc import Iterable, Mapping
from typing import Any

from nexus.commerce.documents.models.contents import Party
from nexus.commerce.orders.models import Order, OrderPart
from nexus.commerce.stores.models import Store


def seller_of(part: OrderPart) -> Party:
    """Name the seller as their store says; without a store, by the account's own name."""
    store = Store.objects.filter(pk=part.seller_id).first()
    if store is None:
        return Party(part.seller.username, [])
    lines = _lines({**store.address, "country": store.address.get("country") or store.country})
    name = store.legal_name or store.name
    return Party(name, ([store.name] if store.name != name else []) + lines, store.tax_number)


def buyer_of(order: Order) -> Party:
    """Name whom the invoice is for."""
    return _addressed(order.billing_address or order.shipping_address)


def receiver_of(order: Order) -> Party | None:
    """Name who gets the things, where that is somebody else."""
    receiver = _addressed(order.shipping_address)
    return receiver if receiver != buyer_of(order) else None


def _addressed(address: Mapping[str, Any]) -> Party:
    return Party(str(address.get("name", "")), _lines(address))


def _lines(address: Mapping[str, Any]) -> list[str]:
    place = _joined([address.get("postal_code"), address.get("city")], " ")
    region_and_country = _joined([address.get("region"), address.get("country")], ", ")
    lines = [address.get("line1"), address.get("line2"), place, region_and_country]
    return [str(line) for line in lines if line]


def _joined(texts: Iterable[Any], by: str) -> str:
    return by.join(str(text) for text in texts if text)
