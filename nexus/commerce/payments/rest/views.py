from uuid import UUID

from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.orders.models import Order
from nexus.commerce.payments.actions import confirm_payment, pay_order, receive_webhook
from nexus.commerce.payments.exceptions import ForgedWebhook, PaymentDeclined
from nexus.commerce.payments.models import Payment
from nexus.commerce.payments.rest.cards import refuse_cards
from nexus.commerce.payments.rest.serializers import PaymentInput, WebhookInput
from nexus.commerce.payments.rest.shapes import PaymentQuery, PaymentShape, Taken
from nexus.kernel.access import require
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import Conflict, InvalidTransition, NotFound, PayloadTooLarge, Unprocessable
from nexus.kernel.api.idempotency import resumable
from nexus.kernel.api.limits import charge
from nexus.kernel.api.once import deed_id
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import NEWEST, read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.kit.actor import VISITOR
from nexus.kernel.kit.scopes import FREE

LARGEST_WEBHOOK = 512 * 1024


class PaymentView(ApiView):
    """Something about payments."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Turn card numbers away before anything of a body is kept, even as the hash behind a key."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            refuse_cards(request.data)

    def shown(self, payment_id: UUID) -> PaymentShape:
        """Give a payment as this actor sees it."""
        return PaymentShape.of(Payment.objects.visible_to(self.actor).rows().get(pk=payment_id))


class OrderPayments(PaymentView):
    """The payments of an order."""

    @operation(
        "Pay an order",
        who="the customer",
        answer=PaymentShape,
        status=201,
        body=PaymentInput,
        errors=[NotFound, Conflict, PaymentDeclined, InvalidTransition, Unprocessable],
        description="Pay with a token that the provider's own form has made. `succeeded`: the order is paid. "
        "`requires_action`: lead the customer through `next_action`, then confirm. `processing`: the "
        "provider takes its time, and the order is paid when it is through. Declined: 422, and the order may "
        "be paid in another way. 503: the provider was silent; send the same request again, nothing is "
        "charged twice.",
    )
    @resumable
    def post(self, request: Request, order_id: UUID) -> Response:
        """Pay an order."""
        require(self.actor, "payments.look_for_payment")
        fields = self.read_body(PaymentInput)
        deed = deed_id("payment")
        payment = pay_order(self.actor, order_id, fields["provider"], fields["token"], deed_id=deed)
        return created(self.shown(payment.pk), f"Payment {payment.get_status_display().lower()}")

    @operation(
        "List the payments of an order",
        who="the customer, admin",
        answer=PaymentShape,
        many=True,
        query=PaymentQuery,
        errors=[NotFound],
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """List every try to pay an order, the latest first."""
        require(self.actor, "payments.look_for_payment")
        query = read_query(request, PaymentQuery)
        Order.objects.visible_to(self.actor).only("pk").get(pk=order_id)
        rows = Payment.objects.visible_to(self.actor).of(order_id).rows()
        return listing(request, rows, query, PaymentShape.of, NEWEST)


class PaymentDetail(PaymentView):
    """One payment."""

    @operation("Show a payment", who="the customer, admin", answer=PaymentShape, errors=[NotFound])
    def get(self, request: Request, payment_id: UUID) -> Response:
        """Show a payment, and how far its order has come."""
        require(self.actor, "payments.look_for_payment")
        return ok(self.shown(payment_id))


class PaymentConfirm(PaymentView):
    """Going on after a second step."""

    @operation(
        "Confirm a payment",
        who="the customer",
        answer=PaymentShape,
        errors=[NotFound, PaymentDeclined, InvalidTransition, Unprocessable],
        description="Go on with a payment that was `requires_action`, once its step is done. Confirming one "
        "that has succeeded changes nothing.",
    )
    @resumable
    def post(self, request: Request, payment_id: UUID) -> Response:
        """Go on with a payment after the customer's second step."""
        payment = confirm_payment(self.actor, payment_id)
        return ok(self.shown(payment.pk), f"Payment {payment.get_status_display().lower()}")


class Unread(BaseParser):
    """Leave a body as it came: its signature is over these very bytes."""

    media_type = "*/*"


class ProviderWebhook(ApiView):
    """Where payment providers tell what came of charges and refunds."""

    parser_classes = [Unread]

    def check_throttles(self, request: Request) -> None:
        """Count none that is signed: a provider may have much to tell."""

    @operation(
        "Take a provider's webhook",
        who=ANYONE,
        scope=FREE,
        answer=Taken,
        body=WebhookInput,
        body_types=["application/json"],
        errors=[NotFound, ForgedWebhook],
        description="For the site's payment providers only: the signature over the body and its time has to "
        "hold. It is kept under the provider's id of the event, answered at once and handled once; a replay "
        "changes nothing.",
    )
    def post(self, request: Request, provider: str) -> Response:
        """Keep what a provider tells, to be handled."""
        http = request._request
        if int(http.META.get("CONTENT_LENGTH") or 0) > LARGEST_WEBHOOK:
            raise PayloadTooLarge
        try:
            is_new = receive_webhook(provider, http.body, http.headers)
        except ForgedWebhook:
            charge(http, VISITOR)  # whoever tries signatures out is counted as any visitor
            raise
        return ok(Taken(taken=True, replayed=not is_new))
