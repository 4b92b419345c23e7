from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.checkout.actions import place_order, quote
from nexus.commerce.checkout.exceptions import MixedCurrencies, PricesChanged
from nexus.commerce.checkout.rest.serializers import OrderInput, wish_of
from nexus.commerce.checkout.rest.shapes import QuoteShape
from nexus.commerce.inventory.exceptions import InsufficientStock
from nexus.commerce.orders.models import Order
from nexus.commerce.orders.rest.shapes import OrderShape
from nexus.commerce.orders.rest.views import OrderList
from nexus.commerce.promotions.exceptions import CouponNotUsable
from nexus.commerce.shipping.exceptions import NotDeliverable
from nexus.kernel.access import require
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.views import ApiView

_REFUSALS = [InsufficientStock, CouponNotUsable, NotDeliverable, MixedCurrencies, Unprocessable]


class Orders(OrderList):
    """Ordering, and what one has ordered."""

    @operation(
        "Place an order",
        who="signed in",
        answer=OrderShape,
        status=201,
        body=OrderInput,
        errors=[*_REFUSALS, PricesChanged],
        description="Order the named items, or without `items` what lies in the cart, which is empty then. "
        "What is ordered is held until `expires_at`, and until then waits for its payment. "
        "Without a shipping method, each seller's part is sent the cheapest way. "
        "With an `Idempotency-Key`, a repeated request gets the first one's answer.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Place an order."""
        require(self.actor, "checkout.place_order")
        order_id = place_order(self.actor, wish_of(self.read_body(OrderInput)))
        return created(OrderShape.of(Order.objects.page(order_id)), "Order placed")


class CheckoutQuote(ApiView):
    """What an order would come to."""

    @operation(
        "Ask what an order would come to",
        who="anyone",
        scope="orders:read",
        answer=QuoteShape,
        body=OrderInput,
        errors=[*_REFUSALS, PricesChanged],
        description="The same input as for placing an order: answers its totals and the ways of shipping to "
        "choose from. Nothing is held. Quoting one's cart, without `items`, needs a sign-in.",
    )
    def post(self, request: Request) -> Response:
        """Ask what an order would come to."""
        return ok(QuoteShape.of(quote(self.actor, wish_of(self.read_body(OrderInput)))))
