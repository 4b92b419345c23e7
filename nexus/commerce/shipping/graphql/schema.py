from uuid import UUID

import strawberry
from strawberry import UNSET

from nexus.commerce.shipping.actions import add_method, change_method, remove_method
from nexus.commerce.shipping.graphql.inputs import (
    ShippingMethodChanges,
    ShippingMethodFilter,
    ShippingMethodInput,
)
from nexus.commerce.shipping.graphql.types import ShippingMethod
from nexus.commerce.shipping.models import (
    ShippingMethod as ShippingMethodModel,
    ShippingMethodQuerySet,
)
from nexus.commerce.shipping.rest.serializers import MethodChanges, MethodInput
from nexus.commerce.shipping.rest.shapes import MethodQuery, MethodShape
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of


@strawberry.type
class Query:
    """What one may ask of shipping."""

    @listed(ShippingMethod)
    def shipping_methods(self, filter: ShippingMethodFilter | None = UNSET) -> Listing[MethodShape]:
        """List the ways of sending that are offered, by name."""
        return _listed(ShippingMethodModel.objects.active(), filter)

    @listed(ShippingMethod)
    def own_shipping_methods(
        self, info: Info, filter: ShippingMethodFilter | None = UNSET
    ) -> Listing[MethodShape]:
        """List the ways of sending of the stores that one manages, those offered no longer too."""
        require(info.context.actor, "shipping.list_own_methods")
        return _listed(ShippingMethodModel.objects.run_by(info.context.actor), filter)

    @shown_as(ShippingMethod | None)
    def shipping_method(self, info: Info, id: strawberry.ID) -> MethodShape:
        """Show a way of sending; one that is offered no longer to those who manage it."""
        return _shown(info, uuid_of(id))


@strawberry.type
class Mutation:
    """What those who send may do with their ways of sending."""

    @mutation(ShippingMethod)
    def add_shipping_method(self, info: Info, input: ShippingMethodInput) -> MethodShape:
        """Offer one more way of sending."""
        method = add_method(info.context.actor, read_input(MethodInput, input))
        return _shown(info, method.pk)

    @mutation(ShippingMethod)
    def change_shipping_method(
        self, info: Info, id: strawberry.ID, input: ShippingMethodChanges
    ) -> MethodShape:
        """Change a way of sending for the orders to come."""
        method_id = uuid_of(id)
        change_method(info.context.actor, method_id, read_input(MethodChanges, input, partial=True))
        return _shown(info, method_id)

    @mutation(ShippingMethod)
    def remove_shipping_method(self, info: Info, id: strawberry.ID) -> MethodShape:
        """Offer a way of sending no longer; it is kept, inactive, for those who manage it."""
        method_id = uuid_of(id)
        remove_method(info.context.actor, method_id)
        return _shown(info, method_id)


def _listed(methods: ShippingMethodQuerySet, filters: ShippingMethodFilter | None) -> Listing[MethodShape]:
    query = read_narrowing(MethodQuery, filters)
    narrowed = methods.narrowed(seller=query.seller, currency=query.currency, country=query.country)
    return Listing(narrowed.rows(), ["name", "id"], each(MethodShape.of))


def _shown(info: Info, method_id: UUID) -> MethodShape:
    return MethodShape.of(ShippingMethodModel.objects.visible_to(info.context.actor).rows().get(pk=method_id))
