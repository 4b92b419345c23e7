import strawberry
from strawberry import UNSET

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
from nexus.commerce.cart.graphql.types import Cart
from nexus.commerce.cart.rest.serializers import ItemInput as ItemShape, MergeInput, QuantityInput
from nexus.commerce.cart.rest.shapes import CartShape
from nexus.commerce.cart.rest.views import HEADER
from nexus.commerce.catalog.rest.reading import media
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, uuid_of
from nexus.kernel.api.operations import ANYONE


@strawberry.input
class CartItemInput:
    """What to put into a cart; the variant may stay away where the product has one only."""

    product: strawberry.ID
    variant: strawberry.ID | None = UNSET
    quantity: int = 1


@strawberry.input
class CartItemChange:
    """How many of a line."""

    quantity: int


@strawberry.input
class CartMergeInput:
    """The token of the cart that one filled as a guest."""

    token: str


@strawberry.type
class Query:
    """What one may ask of one's cart."""

    @shown_as(Cart)
    def cart(self, info: Info) -> CartShape:
        """The cart with today's prices and stock; a guest's is the one that X-Cart-Token opens."""
        return _shown(info, _shopper(info))


@strawberry.type
class Mutation:
    """What one may do with one's cart."""

    @mutation(Cart, who=ANYONE)
    def add_to_cart(self, info: Info, input: CartItemInput) -> CartShape:
        """Put so many more of a thing into the cart; a guest's first thing begins one."""
        fields, shopper = read_input(ItemShape, input), _shopper(info)
        token = add_to_cart(shopper, fields["product"], fields["variant"], fields["quantity"])
        return _shown(info, Shopper(shopper.actor, token) if token else shopper, token)

    @mutation(Cart, who=ANYONE)
    def change_cart_item(self, info: Info, id: strawberry.ID, input: CartItemChange) -> CartShape:
        """Take so many of a line."""
        fields, shopper = read_input(QuantityInput, input), _shopper(info)
        change_item(shopper, uuid_of(id), fields["quantity"])
        return _shown(info, shopper)

    @mutation(Cart, who=ANYONE)
    def remove_from_cart(self, info: Info, id: strawberry.ID) -> CartShape:
        """Take a line out."""
        shopper = _shopper(info)
        remove_item(shopper, uuid_of(id))
        return _shown(info, shopper)

    @mutation(Cart, who=ANYONE)
    def clear_cart(self, info: Info) -> CartShape:
        """Take everything out."""
        shopper = _shopper(info)
        clear_cart(shopper)
        return _shown(info, shopper)

    @mutation(Cart)
    def merge_cart(self, info: Info, input: CartMergeInput) -> CartShape:
        """Bring what one gathered as a guest into one's own cart."""
        merge_cart(info.context.actor, read_input(MergeInput, input)["token"])
        return _shown(info, Shopper(info.context.actor))


def _shopper(info: Info) -> Shopper:
    return carried_over(Shopper(info.context.actor, info.context.request.headers.get(HEADER, "")))


def _shown(info: Info, shopper: Shopper, token: str | None = None) -> CartShape:
    return CartShape.of(look_at_cart(shopper), media(info.context.request), token)
