from uuid import UUID

import strawberry
from strawberry import UNSET

from nexus.commerce.aftersales import actions
from nexus.commerce.aftersales.graphql.figures import FiguresOfSales
from nexus.commerce.aftersales.graphql.inputs import (
    AnswerInput,
    ReasonInput,
    ReceiptInput,
    RefundInput,
    ReturnFilter,
    ReturnInput,
)
from nexus.commerce.aftersales.graphql.types import Refund, Return
from nexus.commerce.aftersales.models import Return as ReturnModel, ReturnQuerySet
from nexus.commerce.aftersales.models.rows import REFUNDS
from nexus.commerce.aftersales.rest import serializers
from nexus.commerce.aftersales.rest.shapes import RefundQuery, RefundShape, ReturnQuery, ReturnShape
from nexus.commerce.orders.graphql.types import Order, Sale, orders_of
from nexus.commerce.orders.models import Order as OrderModel, OrderPart
from nexus.commerce.orders.rest.sales import Sale as SaleShape
from nexus.commerce.payments.models import Refund as RefundModel
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import AgeOrdering, read_input, read_narrowing, uuid_of


@strawberry.type
class Query(FiguresOfSales):
    """What one may ask of refunds, returns and figures."""

    @listed(Return)
    def returns(
        self, info: Info, filter: ReturnFilter | None = UNSET, ordering: AgeOrdering | None = UNSET
    ) -> Listing[ReturnShape]:
        """What one wants to give back, as a customer."""
        return _returns(info, ReturnModel.objects.asked_by(info.context.actor), filter, ordering)

    @listed(Return)
    def sale_returns(
        self, info: Info, filter: ReturnFilter | None = UNSET, ordering: AgeOrdering | None = UNSET
    ) -> Listing[ReturnShape]:
        """What customers want to give back to the stores that one runs or works for."""
        return _returns(info, ReturnModel.objects.asked_of(info.context.actor), filter, ordering)

    @shown_as(Return | None, name="return")
    def return_(self, info: Info, id: strawberry.ID) -> ReturnShape:
        """Show a return to those who are a party to it."""
        require(info.context.actor, "aftersales.look_for_return")
        visible = ReturnModel.objects.visible_to(info.context.actor)
        return ReturnShape.of(visible.rows().get(pk=uuid_of(id)))

    @listed(Refund)
    def order_refunds(self, info: Info, order: strawberry.ID) -> Listing[RefundShape]:
        """The money of an order of one's own that came back."""
        require(info.context.actor, "aftersales.look_for_order")
        found = OrderModel.objects.visible_to(info.context.actor).only("pk").get(pk=uuid_of(order))
        refunds = RefundModel.objects.filter(part__order=found)
        return Listing(REFUNDS.of(refunds), RefundQuery.order, each(RefundShape.of))

    @listed(Refund)
    def sale_refunds(self, info: Info, part: strawberry.ID) -> Listing[RefundShape]:
        """The money of a sale of one's store that went back."""
        require(info.context.actor, "aftersales.list_refunds")
        found = OrderPart.objects.visible_to(info.context.actor).get(pk=uuid_of(part))
        return Listing(
            REFUNDS.of(RefundModel.objects.filter(part=found)), RefundQuery.order, each(RefundShape.of)
        )


@strawberry.type
class Mutation:
    """What one may do after a sale."""

    @mutation(Order)
    def cancel_order(self, info: Info, id: strawberry.ID, input: ReasonInput) -> Order:
        """Cancel an order of which nothing is sent: stock, coupon and whatever was paid are given back."""
        said = read_input(serializers.CancelInput, input)
        order_id = uuid_of(id)
        actions.cancel_order(info.context.actor, order_id, reason=said["reason"])
        return orders_of([OrderModel.objects.visible_to(info.context.actor).pages().get(pk=order_id)])[0]

    @mutation(Sale)
    def cancel_part(self, info: Info, part: strawberry.ID, input: ReasonInput) -> SaleShape:
        """Cancel a paid sale of which nothing is sent, and give back what was paid for it."""
        said = read_input(serializers.CancelPartInput, input)
        part_id = uuid_of(part)
        actions.cancel_part(info.context.actor, part_id, reason=said["reason"])
        return SaleShape.of(OrderPart.objects.visible_to(info.context.actor).sales().get(pk=part_id))

    @mutation(Refund, scope="payments:write")
    def refund_part(self, info: Info, part: strawberry.ID, input: RefundInput) -> RefundShape:
        """Give money of a sale back: of its lines, of its shipping."""
        said = read_input(serializers.RefundInput, input)
        refund = actions.refund_sale(
            info.context.actor,
            uuid_of(part),
            said.get("lines", []),
            shipping=said["shipping"],
            reason=said["reason"],
        )
        return RefundShape.of(REFUNDS.of(RefundModel.objects.filter(pk=refund.pk)).get())

    @mutation(Return)
    def request_return(self, info: Info, order: strawberry.ID, input: ReturnInput) -> ReturnShape:
        """Ask one seller to take things back that it sent."""
        said = read_input(serializers.ReturnInput, input)
        wish = actions.request_return(
            info.context.actor, uuid_of(order), said["lines"], reason=said["reason"]
        )
        return _shown(wish.pk)

    @mutation(Return)
    def approve_return(self, info: Info, id: strawberry.ID, input: AnswerInput) -> ReturnShape:
        """Agree to take things back."""
        said = read_input(serializers.ApprovalInput, input)
        return _shown(actions.approve_return(info.context.actor, uuid_of(id), **said).pk)

    @mutation(Return)
    def reject_return(self, info: Info, id: strawberry.ID, input: AnswerInput) -> ReturnShape:
        """Refuse to take things back; the answer says why."""
        said = read_input(serializers.RejectionInput, input)
        return _shown(actions.reject_return(info.context.actor, uuid_of(id), **said).pk)

    @mutation(Return)
    def withdraw_return(self, info: Info, id: strawberry.ID) -> ReturnShape:
        """Keep the things after all."""
        return _shown(actions.withdraw_return(info.context.actor, uuid_of(id)).pk)

    @mutation(Return)
    def receive_return(self, info: Info, id: strawberry.ID, input: ReceiptInput) -> ReturnShape:
        """Take things back that came: what was paid for them is refunded."""
        said = read_input(serializers.ReceiptInput, input)
        wish = actions.receive_return(
            info.context.actor, uuid_of(id), restocked=said.get("lines"), shipping=said["shipping"]
        )
        return _shown(wish.pk)


def _returns(
    info: Info, returns: ReturnQuerySet, filters: ReturnFilter | None, ordering: AgeOrdering | None
) -> Listing[ReturnShape]:
    require(info.context.actor, "aftersales.list_returns")
    query = read_narrowing(ReturnQuery, filters, ordering=ordering)
    return Listing(returns.narrowed(**query.filters).rows(), query.order, each(ReturnShape.of))


def _shown(return_id: UUID) -> ReturnShape:
    return ReturnShape.of(ReturnModel.objects.rows().get(pk=return_id))
