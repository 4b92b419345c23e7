from uuid import UUID

import strawberry
from strawberry import UNSET

from nexus.commerce.promotions.actions import change_coupon, create_coupon, deactivate_coupon
from nexus.commerce.promotions.graphql.inputs import CouponChanges, CouponFilter, CouponInput
from nexus.commerce.promotions.graphql.types import Coupon
from nexus.commerce.promotions.models import Coupon as CouponModel
from nexus.commerce.promotions.rest import serializers
from nexus.commerce.promotions.rest.shapes import CouponQuery, CouponShape
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import AgeOrdering, read_input, read_narrowing, uuid_of


@strawberry.type
class Query:
    """What those who give out coupons may ask of theirs."""

    @listed(Coupon)
    def coupons(
        self, info: Info, filter: CouponFilter | None = UNSET, ordering: AgeOrdering | None = UNSET
    ) -> Listing[CouponShape]:
        """List the coupons of the stores that one manages."""
        require(info.context.actor, "promotions.look_for_coupon")
        query = read_narrowing(CouponQuery, filter, ordering=ordering)
        rows = CouponModel.objects.run_by(info.context.actor).narrowed(**query.filters).rows()
        return Listing(rows, query.order, each(CouponShape.of))

    @shown_as(Coupon | None)
    def coupon(self, info: Info, id: strawberry.ID) -> CouponShape:
        """Show a coupon of a store that one manages, and how often it was used."""
        require(info.context.actor, "promotions.look_for_coupon")
        return _shown(info, uuid_of(id))


@strawberry.type
class Mutation:
    """What those who give out coupons may do."""

    @mutation(Coupon)
    def create_coupon(self, info: Info, input: CouponInput) -> CouponShape:
        """Give out a coupon: a store's acts on its own goods at its own cost, the site's on all."""
        coupon = create_coupon(info.context.actor, read_input(serializers.CouponInput, input))
        return _shown(info, coupon.pk)

    @mutation(Coupon)
    def change_coupon(self, info: Info, id: strawberry.ID, input: CouponChanges) -> CouponShape:
        """Change a coupon's terms for the orders to come."""
        coupon_id = uuid_of(id)
        fields = read_input(serializers.CouponChanges, input, partial=True)
        change_coupon(info.context.actor, coupon_id, fields)
        return _shown(info, coupon_id)

    @mutation(Coupon)
    def deactivate_coupon(self, info: Info, id: strawberry.ID) -> CouponShape:
        """Take a coupon out of use; orders that were placed with it keep their discount."""
        coupon_id = uuid_of(id)
        deactivate_coupon(info.context.actor, coupon_id)
        return _shown(info, coupon_id)


def _shown(info: Info, coupon_id: UUID) -> CouponShape:
    return CouponShape.of(CouponModel.objects.run_by(info.context.actor).rows().get(pk=coupon_id))
