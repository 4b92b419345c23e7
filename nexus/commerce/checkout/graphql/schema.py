from decimal import Decimal

import strawberry
from strawberry import UNSET

from nexus.commerce.checkout.actions import place_order, quote
from nexus.commerce.checkout.graphql.types import CheckoutQuote
from nexus.commerce.checkout.rest.serializers import OrderInput as OrderFields, wish_of
from nexus.commerce.checkout.rest.shapes import QuoteShape
from nexus.commerce.orders.graphql.types import Order, orders_of
from nexus.commerce.orders.models import Order as OrderModel
from nexus.kernel.access import require
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input


@strawberry.input
class AddressInput:
    """Where something goes; country: ISO 3166-1's two letters."""

    name: str
    line1: str
    line2: str | None = UNSET
    city: str
    region: str | None = UNSET
    postal_code: str
    country: str


@strawberry.input
class OrderItemInput:
    """So many of a product; the variant may stay unnamed where there is only one."""

    product: strawberry.ID
    variant: strawberry.ID | None = UNSET
    quantity: int


@strawberry.input
class OrderInput:
    """What a customer orders; without `items`, what lies in the cart."""

    items: list[OrderItemInput] | None = UNSET
    shipping_address: AddressInput | None = UNSET
    shipping_address_id: strawberry.ID | None = UNSET
    billing_address: AddressInput | None = UNSET
    coupon: str | None = UNSET
    currency: str | None = UNSET
    shipping_method: strawberry.ID | None = UNSET
    shipping_methods: list[strawberry.ID] | None = UNSET
    expected_total: Decimal | None = UNSET
    note: str | None = UNSET


@strawberry.type
class Query:
    """What one may ask before ordering."""

    @shown_as(CheckoutQuote | None)
    def checkout_quote(self, info: Info, input: OrderInput) -> QuoteShape:
        """What an order would come to now, and in which ways it can be sent; nothing is held."""
        return QuoteShape.of(quote(info.context.actor, wish_of(read_input(OrderFields, input))))


@strawberry.type
class Mutation:
    """What a customer may do."""

    @mutation(Order)
    def place_order(self, info: Info, input: OrderInput) -> Order:
        """Order at today's prices: it is held until `expiresAt`, and until then waits for its payment."""
        require(info.context.actor, "checkout.place_order")
        order_id = place_order(info.context.actor, wish_of(read_input(OrderFields, input)))
        return orders_of([OrderModel.objects.page(order_id)])[0]
