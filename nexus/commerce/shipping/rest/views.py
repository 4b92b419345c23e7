from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.shipping.actions import add_method, change_method, remove_method
from nexus.commerce.shipping.models import ShippingMethod, ShippingMethodQuerySet
from nexus.commerce.shipping.rest.serializers import MethodChanges, MethodInput
from nexus.commerce.shipping.rest.shapes import MethodQuery, MethodShape
from nexus.kernel.access import require
from nexus.kernel.api.answers import PRIVATE, created, gone, ok
from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView

MANAGERS = "the store's seller and managers, admin"


class MethodView(ApiView):
    """Something about ways of sending."""

    def shown(self, method_id: UUID) -> MethodShape:
        """Give a method, as this actor sees it."""
        return MethodShape.of(ShippingMethod.objects.visible_to(self.actor).rows().get(pk=method_id))

    def listed(self, request: Request, methods: ShippingMethodQuerySet) -> Response:
        """Answer a page of these methods."""
        query = read_query(request, MethodQuery)
        rows = methods.narrowed(seller=query.seller, currency=query.currency, country=query.country).rows()
        return listing(request, rows, query, MethodShape.of, ["name", "id"])


class MethodList(MethodView):
    """The ways of sending that are offered."""

    @operation(
        "List the shipping methods",
        who=ANYONE,
        answer=MethodShape,
        many=True,
        query=MethodQuery,
        public=["shipping"],
        description="List the ways of sending by name. `seller` keeps those that it offers: its own, or "
        "the site's in each currency in which it has none.",
    )
    def get(self, request: Request) -> Response:
        """List the ways of sending."""
        return self.listed(request, ShippingMethod.objects.active())

    @operation("Add a shipping method", who=MANAGERS, answer=MethodShape, status=201, body=MethodInput)
    @idempotent
    def post(self, request: Request) -> Response:
        """Offer one more way of sending."""
        method = add_method(self.actor, self.read_body(MethodInput))
        return created(self.shown(method.pk), "Shipping method created")


class OwnMethods(MethodView):
    """The ways of sending that one manages."""

    @operation("List my shipping methods", who="signed in", answer=MethodShape, many=True, query=MethodQuery)
    def get(self, request: Request) -> Response:
        """List the ways of sending of the stores that one manages, those that are offered no longer too."""
        require(self.actor, "shipping.list_own_methods")
        return self.listed(request, ShippingMethod.objects.run_by(self.actor))


class MethodDetail(MethodView):
    """One way of sending."""

    @operation(
        "Show a shipping method",
        who=ANYONE,
        answer=MethodShape,
        errors=[NotFound],
        public=["shipping"],
    )
    def get(self, request: Request, method_id: UUID) -> Response:
        """Show a way of sending; one that is offered no longer to those who manage it."""
        answer = ok(shown := self.shown(method_id))
        if not shown.is_active:
            answer["Cache-Control"] = PRIVATE
        return answer

    @operation(
        "Change a shipping method", who=MANAGERS, answer=MethodShape, body=MethodChanges, errors=[NotFound]
    )
    def put(self, request: Request, method_id: UUID) -> Response:
        """Change the fields that are given."""
        change_method(self.actor, method_id, self.read_body(MethodChanges, partial=True))
        return ok(self.shown(method_id), "Shipping method updated")

    patch = put

    @operation("Delete a shipping method", who=MANAGERS, status=204, errors=[NotFound])
    def delete(self, request: Request, method_id: UUID) -> Response:
        """Offer it no longer."""
        remove_method(self.actor, method_id)
        return gone()
