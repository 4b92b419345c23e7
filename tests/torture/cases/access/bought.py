"""What a tenant sells, buys and is paid: one thing of every kind, as the rooms' own actions make them."""

from __future__ import annotations

from nexus.commerce.aftersales.actions import approve_return, request_return
from nexus.commerce.catalog.models import Status
from nexus.commerce.documents.actions import issue_invoices
from nexus.commerce.fulfilment.actions import ship_part
from nexus.commerce.orders.models import Order, OrderLine
from nexus.commerce.stores.models import StoreRole
from nexus.kernel.accounts.models import User
from nexus.kernel.kit.actor import Actor
from tests.factories.cart import CartFactory, CartItemFactory
from tests.factories.catalog import ProductFactory, ProductImageFactory, VariantFactory, VariantPriceFactory
from tests.factories.inventory import StockItemFactory, WarehouseFactory
from tests.factories.ledger import payout
from tests.factories.orders import placed_order
from tests.factories.payments import bought_order
from tests.factories.promotions import CouponFactory
from tests.factories.shipping import ShippingMethodFactory
from tests.factories.stores import MemberFactory, StoreFactory
from tests.torture.cases.access.kinds import Things


def stock(tenant: str, people: dict[str, User], number: int, there: Things, gone: Things) -> None:
    """Open the store, with its members, goods, stock, coupons and ways of sending."""
    seller = people["seller"]
    store = StoreFactory(owner=seller, country="DE")
    MemberFactory(store=store, user=people["manager"], role=StoreRole.MANAGER)
    product = ProductFactory(seller=seller, variant__stock=50)
    variant = product.variants.get()
    draft = ProductFactory(seller=seller, name=f"{tenant} secret plan", status=Status.DRAFT)
    off = ProductFactory(seller=seller, status=Status.ARCHIVED)
    old_method = ShippingMethodFactory(seller=seller, name=f"{tenant} old way", is_active=False)
    cellar = WarehouseFactory(seller=seller, name=f"{tenant} cellar")
    StockItemFactory(id=number + 10, warehouse=cellar, variant_id=variant.pk)
    VariantPriceFactory(variant=variant)
    VariantPriceFactory(variant=draft.variants.get())
    there |= {
        "store": seller.pk,
        "books": seller.pk,
        "member": MemberFactory(store=store, user=people["staff"], role=StoreRole.STAFF).pk,
        "product": product.pk,
        "variant": variant.pk,
        "spare_variant": VariantFactory(product=product, options={"Size": "XL"}).pk,
        "image": ProductImageFactory(product=product).pk,
        "draft": draft.pk,
        "draft_variant": draft.variants.get().pk,
        "off": off.pk,
        "warehouse": cellar.pk,
        "stock_item": number + 10,
        "method": ShippingMethodFactory(seller=seller).pk,
        "old_method": old_method.pk,
        "coupon": CouponFactory(seller=seller, code=f"{tenant}-SECRET").pk,
    }
    there["lapsed_coupon"] = CouponFactory(seller=people["customer"], code=f"{tenant}-LAPSED").pk
    gone |= {
        "product": off.pk,
        "method": old_method.pk,
        "warehouse": WarehouseFactory(seller=seller, is_active=False).pk,
        "coupon": CouponFactory(seller=seller, code=f"{tenant}-OVER", is_active=False).pk,
    }


def purchases(tenant: str, people: dict[str, User], _: int, there: Things, __: Things) -> None:
    """Buy of it: an order that waits, one that is paid, and one that was sent and is to be given back."""
    customer, seller = Actor.of(people["customer"]), Actor.of(people["seller"])
    product = ProductFactory(seller=people["seller"], variant__stock=50)
    there["open_order"] = placed_order((product, 1), customer=people["customer"]).pk
    paid, sent, given_back = (bought_order((product, 2), customer=people["customer"]) for _ in range(3))
    there |= {"paid_order": paid.pk, "paid_part": paid.parts.get().pk, "paid_line": _line(paid)}
    parcel = ship_part(seller, sent.parts.get().pk, None, {"tracking_number": f"{tenant}-1"})
    ship_part(seller, given_back.parts.get().pk, None, {"tracking_number": f"{tenant}-2"})
    wish = request_return(customer, sent.pk, {_line(sent): 1}, reason=f"{tenant} regrets it.")
    approved = request_return(customer, given_back.pk, {_line(given_back): 1}, reason="It leaks.")
    approve_return(seller, approved.pk)
    (invoice,) = issue_invoices(sent.pk)
    cart = CartFactory(customer=people["customer"])
    there |= {
        "order": sent.pk,
        "part": sent.parts.get().pk,
        "line": _line(sent),
        "payment": sent.payments.get().pk,
        "shipment": parcel.pk,
        "return": wish.pk,
        "approved_return": approved.pk,
        "approved_line": _line(given_back),
        "document": invoice.pk,
        "cart_item": CartItemFactory(cart=cart, variant_id=there["variant"]).pk,
    }


def money(_: str, people: dict[str, User], __: int, there: Things, ___: Things) -> None:
    """Have the seller paid out."""
    paid = payout(people["seller"].pk)
    there |= {"payout": paid.pk, "batch": paid.batch_id}


def _line(order: Order) -> object:
    return OrderLine.objects.get(part__order=order).pk
