from uuid import UUID, uuid5

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.cart.actions import (
    Shopper,
    add_to_cart,
    carried_over,
    change_item,
    clear_cart,
    look_at_cart,
    merge_cart,
    remove_item,
)
from nexus.commerce.cart.rest.serializers import ItemInput, MergeInput, QuantityInput
from nexus.commerce.cart.rest.shapes import CartShape
from nexus.commerce.catalog.rest.reading import media
from nexus.commerce.inventory.exceptions import InsufficientStock
from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.views import ApiView

HEADER = "X-Cart-Token"
CARTS = UUID("0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11")
GUESTS = (
    "A guest's first thing begins a cart, and its `token` is answered, once: send it as `X-Cart-Token`. "
    "Signed in, one has a cart of one's own; a request that still carries the token brings the guest's over."
)


def shopper_of(request: Request, view: ApiView) -> Shopper:
    """Name who carries the cart; what a guest gathered is brought over once they have signed in."""
    return carried_over(Shopper(view.actor, request.headers.get(HEADER, "")))


class CartView(ApiView):
    """Something about one's cart."""

    @property
    def principal(self) -> UUID | None:
        """Name whose an Idempotency-Key is: the account's, or that of the cart which a guest carries."""
        token = self.request.headers.get(HEADER)
        return self.actor.id or (uuid5(CARTS, token) if token else None)

    def shown(self, request: Request, shopper: Shopper, token: str | None = None) -> CartShape:
        """Give the cart with today's prices and stock."""
        seen_by = Shopper(shopper.actor, token) if token else shopper
        return CartShape.of(look_at_cart(seen_by), media(request), token)


class CartDetail(CartView):
    """One's own cart."""

    @operation(
        "Show my cart",
        who=ANYONE,
        answer=CartShape,
        description="Show the cart with today's prices and stock; `changed` says of each line what is new "
        f"since it was shown last. {GUESTS}",
    )
    def get(self, request: Request) -> Response:
        """Show the cart; an unknown token has an empty one."""
        return ok(self.shown(request, shopper_of(request, self)))

    @operation("Empty my cart", who=ANYONE, status=204)
    def delete(self, request: Request) -> Response:
        """Take everything out."""
        clear_cart(shopper_of(request, self))
        return gone()


class CartItems(CartView):
    """What is in one's cart."""

    @operation(
        "Put something into my cart",
        who=ANYONE,
        answer=CartShape,
        status=201,
        body=ItemInput,
        errors=[InsufficientStock, Unprocessable],
        description="Put so many more of a thing into the cart: 999 of one at most, in 100 lines. It holds "
        f"no stock. {GUESTS}",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Put so many more of a thing into the cart."""
        fields = self.read_body(ItemInput)
        shopper = shopper_of(request, self)
        token = add_to_cart(shopper, fields["product"], fields["variant"], fields["quantity"])
        answer = created(self.shown(request, shopper, token), "Put into the cart")
        if token:
            answer[HEADER] = token
        return answer


class CartItemDetail(CartView):
    """One line of one's cart."""

    @operation(
        "Change a line of my cart",
        who=ANYONE,
        answer=CartShape,
        body=QuantityInput,
        errors=[NotFound, InsufficientStock, Unprocessable],
    )
    def put(self, request: Request, item_id: UUID) -> Response:
        """Take so many of it."""
        fields, shopper = self.read_body(QuantityInput), shopper_of(request, self)
        change_item(shopper, item_id, fields["quantity"])
        return ok(self.shown(request, shopper), "Cart updated")

    patch = put

    @operation("Take a line out of my cart", who=ANYONE, status=204, errors=[NotFound])
    def delete(self, request: Request, item_id: UUID) -> Response:
        """Take it out."""
        remove_item(shopper_of(request, self), item_id)
        return gone()


class CartMerge(CartView):
    """Bringing a guest's cart into one's own."""

    @operation(
        "Merge a guest's cart into mine",
        who="signed in",
        answer=CartShape,
        body=MergeInput,
        errors=[NotFound],
        description="Quantities of one thing add up, to 999; more than 100 lines are not taken over. The "
        "guest's cart is gone afterwards.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Bring over what one gathered as a guest."""
        merge_cart(self.actor, self.read_body(MergeInput)["token"])
        return ok(self.shown(request, Shopper(self.actor)), "Cart merged")
