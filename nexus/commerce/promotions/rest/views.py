from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.promotions.actions import change_coupon, create_coupon, deactivate_coupon
from nexus.commerce.promotions.models import Coupon
from nexus.commerce.promotions.rest.serializers import CouponChanges, CouponInput
from nexus.commerce.promotions.rest.shapes import CouponQuery, CouponShape
from nexus.kernel.access import require
from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import Conflict, NotFound
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView

MANAGERS = "the store's seller and managers, admin"


class CouponView(ApiView):
    """Something about coupons."""

    def shown(self, coupon_id: UUID) -> CouponShape:
        """Give a coupon of those that this actor manages."""
        return CouponShape.of(Coupon.objects.run_by(self.actor).rows().get(pk=coupon_id))


class CouponList(CouponView):
    """The coupons of the stores that one manages."""

    @operation("List my coupons", who="signed in", answer=CouponShape, many=True, query=CouponQuery)
    def get(self, request: Request) -> Response:
        """List the coupons of the stores that one manages; all of them as an administrator."""
        require(self.actor, "promotions.look_for_coupon")
        query = read_query(request, CouponQuery)
        rows = Coupon.objects.run_by(self.actor).narrowed(**query.filters).rows()
        return listing(request, rows, query, CouponShape.of, query.order)

    @operation(
        "Create a coupon",
        who=MANAGERS,
        answer=CouponShape,
        status=201,
        body=CouponInput,
        errors=[Conflict],
        description="Give out a coupon: `percent` or `amount` off the goods, or `free_shipping`. A store's "
        "acts on its own goods at its own cost, the site's on all at the site's.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Give out a coupon."""
        coupon = create_coupon(self.actor, self.read_body(CouponInput))
        return created(self.shown(coupon.pk), "Coupon created")


class CouponDetail(CouponView):
    """One coupon."""

    @operation("Show a coupon", who=MANAGERS, answer=CouponShape, errors=[NotFound])
    def get(self, request: Request, coupon_id: UUID) -> Response:
        """Show a coupon, and how often it was used."""
        require(self.actor, "promotions.look_for_coupon")
        return ok(self.shown(coupon_id))

    @operation("Change a coupon", who=MANAGERS, answer=CouponShape, body=CouponChanges, errors=[NotFound])
    def put(self, request: Request, coupon_id: UUID) -> Response:
        """Change the fields that are given."""
        change_coupon(self.actor, coupon_id, self.read_body(CouponChanges, partial=True))
        return ok(self.shown(coupon_id), "Coupon updated")

    patch = put

    @operation("Take a coupon out of use", who=MANAGERS, status=204, errors=[NotFound])
    def delete(self, request: Request, coupon_id: UUID) -> Response:
        """Take it out of use; orders that were placed with it keep their discount."""
        deactivate_coupon(self.actor, coupon_id)
        return gone()
