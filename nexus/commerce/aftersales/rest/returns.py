from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.aftersales.actions import (
    approve_return,
    receive_return,
    reject_return,
    request_return,
    withdraw_return,
)
from nexus.commerce.aftersales.models import Return, ReturnQuerySet
from nexus.commerce.aftersales.rest.serializers import (
    ApprovalInput,
    ReceiptInput,
    RejectionInput,
    ReturnInput,
)
from nexus.commerce.aftersales.rest.shapes import ReturnQuery, ReturnShape
from nexus.kernel.access import require
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import InvalidTransition, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView

PARTIES = "the customer, the seller, those who work for the store, admin"
MANAGERS = "the seller, the store's managers, admin"


class ReturnView(ApiView):
    """Something about returns."""

    def shown(self, return_id: UUID) -> ReturnShape:
        """Give a return as this actor sees it."""
        return ReturnShape.of(Return.objects.visible_to(self.actor).rows().get(pk=return_id))

    def listed(self, request: Request, returns: ReturnQuerySet) -> Response:
        """Answer a page of these returns."""
        require(self.actor, "aftersales.list_returns")
        query = read_query(request, ReturnQuery)
        rows = returns.narrowed(**query.filters).rows()
        return listing(request, rows, query, ReturnShape.of, query.order)


class OrderReturns(ReturnView):
    """Asking to give things of an order back."""

    @operation(
        "Ask to give things back",
        who="the customer",
        answer=ReturnShape,
        status=201,
        body=ReturnInput,
        errors=[NotFound, InvalidTransition, Unprocessable],
        description="Ask one seller to take things back that it sent, within the days that the site grants "
        "from their arrival (30, unless it says otherwise). Each piece once: what is asked for "
        "or back already counts.",
    )
    @idempotent
    def post(self, request: Request, order_id: UUID) -> Response:
        """Ask to give things back."""
        said = self.read_body(ReturnInput)
        wish = request_return(self.actor, order_id, said["lines"], reason=said["reason"])
        return created(self.shown(wish.pk), "Asked for")


class OwnReturns(ReturnView):
    """What one wants to give back."""

    @operation("List one's own returns", who="signed in", answer=ReturnShape, many=True, query=ReturnQuery)
    def get(self, request: Request) -> Response:
        """List what one wants to give back, as a customer."""
        return self.listed(request, Return.objects.asked_by(self.actor))


class SaleReturns(ReturnView):
    """What customers want to give back."""

    @operation(
        "List the returns of one's sales",
        who="signed in",
        answer=ReturnShape,
        many=True,
        query=ReturnQuery,
        description="List what customers want to give back to the stores that one runs or works for.",
    )
    def get(self, request: Request) -> Response:
        """List what customers want to give back."""
        return self.listed(request, Return.objects.asked_of(self.actor))


class ReturnDetail(ReturnView):
    """One return."""

    @operation("Show a return", who=PARTIES, answer=ReturnShape, errors=[NotFound])
    def get(self, request: Request, return_id: UUID) -> Response:
        """Show a return."""
        require(self.actor, "aftersales.look_for_return")
        return ok(self.shown(return_id))


class ReturnApprove(ReturnView):
    """A seller that agrees."""

    @operation(
        "Approve a return",
        who=MANAGERS,
        answer=ReturnShape,
        body=ApprovalInput,
        errors=[NotFound, InvalidTransition],
        description="Agree to take things back. The customer gets a mail with the answer: say where to send "
        "them.",
    )
    @idempotent
    def post(self, request: Request, return_id: UUID) -> Response:
        """Agree to take things back."""
        approve_return(self.actor, return_id, **self.read_body(ApprovalInput))
        return ok(self.shown(return_id), "Approved")


class ReturnReject(ReturnView):
    """A seller that refuses."""

    @operation(
        "Reject a return",
        who=MANAGERS,
        answer=ReturnShape,
        body=RejectionInput,
        errors=[NotFound, InvalidTransition],
        description="Refuse to take things back, or give up waiting for those of an approved return. The "
        "customer gets a mail with the answer.",
    )
    @idempotent
    def post(self, request: Request, return_id: UUID) -> Response:
        """Refuse to take things back."""
        reject_return(self.actor, return_id, **self.read_body(RejectionInput))
        return ok(self.shown(return_id), "Rejected")


class ReturnWithdraw(ReturnView):
    """A customer who keeps the things."""

    @operation(
        "Withdraw a return",
        who="the customer, admin",
        answer=ReturnShape,
        errors=[NotFound, InvalidTransition],
    )
    @idempotent
    def post(self, request: Request, return_id: UUID) -> Response:
        """Keep the things after all."""
        withdraw_return(self.actor, return_id)
        return ok(self.shown(return_id), "Withdrawn")


class ReturnReceive(ReturnView):
    """Things that are back."""

    @operation(
        "Receive a return",
        who=MANAGERS,
        answer=ReturnShape,
        body=ReceiptInput,
        errors=[NotFound, InvalidTransition, Unprocessable],
        description="Note that the things of an approved return are back. What was paid for them is "
        "refunded, with `shipping` of what was paid for sending them; all but the lines that "
        "say `is_restocked: false` are on sale again. A sale is `returned` once everything of "
        "it that was sent is back.",
    )
    @idempotent
    def post(self, request: Request, return_id: UUID) -> Response:
        """Take things back that came."""
        said = self.read_body(ReceiptInput)
        receive_return(self.actor, return_id, restocked=said.get("lines"), shipping=said["shipping"])
        return ok(self.shown(return_id), "Received")
