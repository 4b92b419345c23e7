"""Who is told what of refunds; both sides are mailed of them anyway."""

from collections.abc import Iterator

from nexus.commerce.payments.events import RefundFailed, RefundSucceeded
from nexus.commerce.payments.models import Refund
from nexus.commerce.stores.models import StoreRole, team_of
from nexus.kernel.events.bus import Heard
from nexus.kernel.kit.money import money
from nexus.kernel.notifications.kinds import Frequency, Kind, Notice, notifies

ORDER_REFUNDED = Kind(
    "order_refunded",
    "Money is on its way back",
    group="Orders",
    email=Frequency.NEVER,
    example=("49.90 EUR are on their way back to you", "For order N-001000042."),
)
REFUND_FAILED = Kind(
    "refund_failed",
    "A refund did not go through",
    group="Sales",
    email=Frequency.NEVER,
    example=("A refund for order N-001000042 failed", "49.90 EUR. Try it again, or call the customer."),
)


@notifies(RefundSucceeded, kind=ORDER_REFUNDED)
def refunded(heard: Heard[RefundSucceeded]) -> Iterator[Notice]:
    """Tell the customer that money went back, where some had been paid."""
    refund = Refund.objects.select_related("payment__order").get(pk=heard.fact.refund_id)
    if refund.payment is None:
        return
    order = refund.payment.order
    yield Notice(
        order.customer_id,
        f"{money(refund.amount, order.currency)} are on their way back to you",
        f"For order {order.number}.{f' {refund.reason}' if refund.reason else ''}",
        link=f"/api/orders/{order.pk}/",
        about={"order": str(order.pk), "refund": str(refund.pk)},
    )


@notifies(RefundFailed, kind=REFUND_FAILED)
def refund_failed(heard: Heard[RefundFailed]) -> Iterator[Notice]:
    """Tell the store's managers that a refund has to be tried again."""
    refund = Refund.objects.select_related("payment__order", "part").get(pk=heard.fact.refund_id)
    if refund.payment is None or refund.part is None:
        return
    order, seller_id = refund.payment.order, refund.part.seller_id
    for user_id in team_of(seller_id, StoreRole.MANAGER):
        yield Notice(
            user_id,
            f"A refund for order {order.number} failed",
            f"{money(refund.amount, order.currency)}. Try it again, or call the customer.",
            link=f"/api/sales/{refund.part.pk}/",
            about={"order": str(order.pk), "sale": str(refund.part.pk), "refund": str(refund.pk)},
        )
