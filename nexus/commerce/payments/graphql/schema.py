from uuid import UUID

import strawberry

from nexus.commerce.orders.models import Order
from nexus.commerce.payments.actions import confirm_payment, pay_order
from nexus.commerce.payments.graphql.types import Payment
from nexus.commerce.payments.models import Payment as PaymentModel
from nexus.commerce.payments.rest.cards import refuse_cards
from nexus.commerce.payments.rest.serializers import PaymentInput as PaymentForm
from nexus.commerce.payments.rest.shapes import PaymentShape
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, resumable_mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, uuid_of
from nexus.kernel.api.once import deed_id
from nexus.kernel.api.query import NEWEST


@strawberry.input
class PaymentInput:
    """With which provider an order is paid, and the token that it gave for the means of payment."""

    provider: str
    token: str


@strawberry.type
class Query:
    """What one may ask of payments."""

    @shown_as(Payment | None)
    def payment(self, info: Info, id: strawberry.ID) -> PaymentShape:
        """Show a payment of one's own order; administrators see every one."""
        require(info.context.actor, "payments.look_for_payment")
        return _shown(info, uuid_of(id))

    @listed(Payment)
    def order_payments(self, info: Info, order: strawberry.ID) -> Listing[PaymentShape]:
        """Every try to pay an order of one's own, the latest first."""
        actor = info.context.actor
        require(actor, "payments.look_for_payment")
        found = Order.objects.visible_to(actor).only("pk").get(pk=uuid_of(order))
        rows = PaymentModel.objects.visible_to(actor).of(found.pk).rows()
        return Listing(rows, NEWEST, each(PaymentShape.of))


@strawberry.type
class Mutation:
    """What a customer may do to pay."""

    @resumable_mutation(Payment)
    def pay_order(self, info: Info, order: strawberry.ID, input: PaymentInput) -> PaymentShape:
        """Pay an order with a provider's token; nothing is charged twice, however often it is asked."""
        require(info.context.actor, "payments.look_for_payment")
        refuse_cards({"token": input.token, "provider": input.provider})
        fields = read_input(PaymentForm, input)
        deed = deed_id(f"payment {info.path.key}")
        payment = pay_order(
            info.context.actor, uuid_of(order), fields["provider"], fields["token"], deed_id=deed
        )
        return _shown(info, payment.pk)

    @resumable_mutation(Payment)
    def confirm_payment(self, info: Info, id: strawberry.ID) -> PaymentShape:
        """Go on with a payment after the customer's second step."""
        payment = confirm_payment(info.context.actor, uuid_of(id))
        return _shown(info, payment.pk)


def _shown(info: Info, payment_id: UUID) -> PaymentShape:
    visible = PaymentModel.objects.visible_to(info.context.actor)
    return PaymentShape.of(visible.rows().get(pk=payment_id))
