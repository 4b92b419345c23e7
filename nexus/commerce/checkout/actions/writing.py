"""An order's rows, as its reckoning says."""

from decimal import Decimal
from uuid import UUID

from nexus.commerce.checkout.actions.reckoning import Reckoning
from nexus.commerce.checkout.actions.wishes import Wish
from nexus.commerce.checkout.pricing import PricedLine, PricedPart
from nexus.commerce.ledger.models import CommissionRate
from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStatus, OrderStep, write_rows
from nexus.kernel.kit.actor import Actor


def write_order(actor: Actor, wish: Wish, reckoning: Reckoning) -> Order:
    """Write an order with its parts, its lines and the first step of its history."""
    order = _order(actor, wish, reckoning)
    parts = {part.seller_id: _part(order, part, reckoning) for part in reckoning.priced.parts}
    lines = _lines(parts, reckoning)
    step = OrderStep(order=order, after=OrderStatus.PENDING_PAYMENT, actor_id=actor.id)
    write_rows(order, parts.values(), lines, step)
    return order


def _order(actor: Actor, wish: Wish, reckoning: Reckoning) -> Order:
    priced, discount = reckoning.priced, reckoning.discount
    order = Order(
        currency=priced.currency,
        items_total=priced.items_total,
        discount_total=priced.discount_total,
        shipping_total=priced.shipping_total,
        tax_total=priced.tax_total,
        total=priced.total,
        coupon_code=discount.code if discount else "",
        shipping_address=wish.shipping_address,
        billing_address=wish.billing_address,
        note=wish.note,
    )
    order.customer_id = actor.id  # type: ignore[assignment]  # only accounts may order
    return order


def _part(order: Order, part: PricedPart, reckoning: Reckoning) -> OrderPart:
    way = reckoning.chosen[part.seller_id]
    return OrderPart(
        order=order,
        seller_id=part.seller_id,
        items_total=part.items_total,
        discount_total=part.discount_total,
        discount_by_site=part.discount_by_site,
        shipping_total=part.shipping_total,
        shipping_discount=part.shipping_discount,
        shipping_tax=part.shipping_tax,
        tax_total=part.tax_total,
        total=part.total,
        shipping_method_id=way.method_id,
        shipping_name=way.name,
        placed_at=order.placed_at,
    )


def _lines(parts: dict[UUID, OrderPart], reckoning: Reckoning) -> list[OrderLine]:
    things = reckoning.things
    sold = {key: (thing.seller_id, thing.category_id) for key, thing in things.items()}
    rates = CommissionRate.objects.rates_for(sold.values())
    return [
        _line(parts[part.seller_id], line, reckoning, rates[sold[line.line.variant_id]])
        for part in reckoning.priced.parts
        for line in part.lines
    ]


def _line(part: OrderPart, priced: PricedLine, reckoning: Reckoning, commission: Decimal) -> OrderLine:
    line, thing = priced.line, reckoning.things[priced.line.variant_id]
    return OrderLine(
        part=part,
        product_id=thing.product_id,
        variant_id=thing.variant_id,
        name=thing.name,
        sku=thing.sku,
        options=thing.options,
        unit_price=line.unit_price,
        quantity=line.quantity,
        subtotal=priced.subtotal,
        discount=priced.discount,
        discount_by_site=priced.discount_by_site,
        tax_name=line.tax_rate.name,
        tax_rate=line.tax_rate.percent,
        tax_is_included=line.tax_rate.is_included,
        tax=priced.tax,
        total=priced.total,
        commission_rate=commission,
    )
