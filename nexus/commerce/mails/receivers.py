"""Which facts are worth a mail: each of these writes once, however often the relay tries."""

from nexus.commerce.aftersales.events import ReturnApproved, ReturnRejected, ReturnRequested
from nexus.commerce.fulfilment.events import ShipmentChanged, ShipmentDelivered, ShipmentSent
from nexus.commerce.ledger.events import PayoutAccountChanged, PayoutAccountRemoved, PayoutSkipped
from nexus.commerce.mails import actions
from nexus.commerce.orders.events import OrderCancelled, OrderPaid, OrderPartCancelled, OrderPlaced
from nexus.commerce.payments.events import RefundFailed, RefundSucceeded
from nexus.kernel.events.bus import Heard, hears


@hears(OrderPlaced, tells_people=True)
def write_of_an_order(heard: Heard[OrderPlaced]) -> None:
    """Tell the customer what was ordered."""
    actions.tell_placed(heard.fact.order_id)


@hears(OrderPaid, tells_people=True)
def write_of_a_payment(heard: Heard[OrderPaid]) -> None:
    """Tell the customer that it is paid, and the sellers what to send."""
    actions.tell_paid(heard.fact.order_id)


@hears(OrderCancelled, tells_people=True)
def write_of_a_cancelled_order(heard: Heard[OrderCancelled]) -> None:
    """Tell both sides that an order came to nothing."""
    actions.tell_order_cancelled(heard.fact.order_id, heard.fact.reason, by=heard.actor_id)


@hears(OrderPartCancelled, tells_people=True)
def write_of_a_cancelled_part(heard: Heard[OrderPartCancelled]) -> None:
    """Tell both sides that some of an order came to nothing."""
    fact = heard.fact
    actions.tell_part_cancelled(fact.order_id, fact.part_id, fact.reason, by=heard.actor_id)


@hears(ShipmentSent, tells_people=True)
def write_of_a_parcel(heard: Heard[ShipmentSent]) -> None:
    """Tell the customer that something is on its way, and how to follow it."""
    actions.tell_parcel(heard.fact.shipment_id, "shipment_sent")


@hears(ShipmentChanged, tells_people=True)
def write_of_another_track(heard: Heard[ShipmentChanged]) -> None:
    """Tell the customer how to follow it after all."""
    actions.tell_parcel(heard.fact.shipment_id, "shipment_changed")


@hears(ShipmentDelivered, tells_people=True)
def write_of_an_arrival(heard: Heard[ShipmentDelivered]) -> None:
    """Tell the customer that it has arrived."""
    actions.tell_parcel(heard.fact.shipment_id, "shipment_delivered")


@hears(RefundSucceeded, tells_people=True)
def write_of_a_refund(heard: Heard[RefundSucceeded]) -> None:
    """Tell the customer that money went back."""
    actions.tell_refunded(heard.fact.refund_id)


@hears(RefundFailed, tells_people=True)
def write_of_a_failed_refund(heard: Heard[RefundFailed]) -> None:
    """Tell the seller that it has to be tried again."""
    actions.tell_refund_failed(heard.fact.refund_id)


@hears(ReturnRequested, tells_people=True)
def write_of_a_wished_return(heard: Heard[ReturnRequested]) -> None:
    """Tell the seller what a customer wants to give back."""
    actions.tell_return_asked(heard.fact.return_id)


@hears(ReturnApproved, tells_people=True)
def write_of_an_approved_return(heard: Heard[ReturnApproved]) -> None:
    """Tell the customer that the seller agrees."""
    actions.tell_return_answered(heard.fact.return_id, "return_approved")


@hears(ReturnRejected, tells_people=True)
def write_of_a_rejected_return(heard: Heard[ReturnRejected]) -> None:
    """Tell the customer that the seller refuses."""
    actions.tell_return_answered(heard.fact.return_id, "return_rejected")


@hears(PayoutAccountChanged, tells_people=True)
def write_of_another_account(heard: Heard[PayoutAccountChanged]) -> None:
    """Tell the seller where the money goes now."""
    actions.tell_payout_account(heard.fact.seller_id, "payout_account_changed", heard.fact.masked)


@hears(PayoutAccountRemoved, tells_people=True)
def write_of_no_account(heard: Heard[PayoutAccountRemoved]) -> None:
    """Tell the seller that payouts wait."""
    actions.tell_payout_account(heard.fact.seller_id, "payout_account_removed")


@hears(PayoutSkipped, tells_people=True)
def write_of_a_payout_that_waits(heard: Heard[PayoutSkipped]) -> None:
    """Tell the seller that a payout waits for an account."""
    actions.tell_payout_skipped(heard.fact.seller_id, heard.fact.batch_id)
