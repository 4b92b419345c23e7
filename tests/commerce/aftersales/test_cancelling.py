"""Before anything is sent, an order can be cancelled: stock, coupon and money are given back."""

from decimal import Decimal

import pytest

from nexus.commerce.orders.models import OrderStep
from nexus.commerce.payments.models import Payment, Refund, SandboxCharge, SandboxRefund
from nexus.commerce.payments.providers.sandbox import SandboxProvider
from nexus.commerce.promotions.models import CouponUse
from nexus.kernel.events.models import Event
from tests.commerce.aftersales.books import assert_sound, kept
from tests.commerce.buying import bought, order, part_of, refused, shown, stock_of
from tests.factories.accounts import UserFactory
from tests.factories.promotions import CouponFactory

pytestmark = pytest.mark.django_db(transaction=True)


def cancel(client, placed, **said):
    return client.post(f"/api/orders/{placed['id']}/cancel/", said)


def test_an_unpaid_order_gives_its_stock_and_coupon_back(client_of, customer, pen, admin):
    buyer = client_of(customer)
    CouponFactory(code="ONCE", value=10, most_uses=1)
    placed = order(buyer, [(pen, 3)], coupon="ONCE")
    assert (stock_of(pen), CouponUse.objects.count()) == (7, 1)

    cancelled = cancel(buyer, placed, reason="Too dear.")

    assert cancelled.status_code == 200, cancelled.json()
    assert cancelled.json()["data"]["status"] == "cancelled"
    assert (stock_of(pen), CouponUse.objects.count()) == (10, 0)
    assert order(buyer, [(pen, 1)], coupon="ONCE")["discount_total"] != "0.00"
    assert set(OrderStep.objects.filter(after="cancelled").values_list("reason", flat=True)) == {"Too dear."}
    assert_sound()


def test_a_paid_order_is_refunded_in_full(client_of, customer, placed, pen, ink):
    assert kept() == Decimal("24.99")

    cancelled = cancel(client_of(customer), placed)

    assert cancelled.json()["data"]["status"] == "cancelled"
    assert (kept(), stock_of(pen), stock_of(ink)) == (0, 10, 10)
    refund = Refund.objects.get()
    assert (refund.status, refund.amount, refund.reason) == ("succeeded", Decimal("24.99"), "")
    assert shown(client_of(customer), placed)["status"] == "cancelled"  # a refund changes nothing of that
    (told,) = Event.objects.filter(name="commerce.order.cancelled")
    assert told.actor_id == customer.pk
    assert_sound()


def test_every_seller_of_it_gives_back(client_of, customer, pen, paper):
    placed = bought(client_of(customer), [(pen, 1), (paper, 2)])

    assert cancel(client_of(customer), placed).status_code == 200

    assert (kept(), stock_of(pen), stock_of(paper)) == (0, 10, 10)
    assert sorted(Refund.objects.values_list("amount", flat=True)) == [Decimal("10.00"), Decimal("14.00")]
    assert_sound()


def test_a_paid_order_gives_its_coupon_back_too(client_of, customer, pen):
    CouponFactory(code="ONCE", value=50, most_uses=1)
    placed = bought(client_of(customer), [(pen, 2)], coupon="ONCE")

    cancel(client_of(customer), placed)

    assert not CouponUse.objects.exists()
    assert kept() == 0
    assert_sound()


def test_what_was_free_is_cancelled_without_any_money(client_of, customer, pen):
    CouponFactory(code="GIFT", value=100)
    placed = order(client_of(customer), [(pen, 2)], coupon="GIFT")
    assert placed["status"] == "paid"

    assert cancel(client_of(customer), placed).status_code == 200

    assert (stock_of(pen), SandboxRefund.objects.count()) == (10, 0)
    assert_sound()


def test_once_something_is_sent_a_return_is_the_way(client_of, seller, customer, placed, pen):
    line = placed["lines"][0]["id"]
    client_of(seller).post(
        f"/api/sales/{part_of(placed)}/shipments/", {"lines": [{"line": line, "quantity": 1}]}
    )

    error = refused(cancel(client_of(customer), placed), 422, "INVALID_TRANSITION")

    assert "/returns/" in error["message"]
    assert kept() == Decimal("24.99")


def test_it_is_cancelled_once(client_of, customer, placed):
    assert cancel(client_of(customer), placed).status_code == 200

    refused(cancel(client_of(customer), placed), 422, "INVALID_TRANSITION")
    assert Refund.objects.count() == 1


def test_a_key_gives_the_same_answer_and_sends_the_money_after_it(client_of, customer, placed):
    path = f"/api/orders/{placed['id']}/cancel/"

    answers = [client_of(customer).post(path, {}, HTTP_IDEMPOTENCY_KEY="enough") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.content for answer in answers}) == 1
    assert (Refund.objects.get().status, kept()) == ("succeeded", 0)


@pytest.mark.parametrize(
    ("token", "becomes"), [("tok_timeout", "cancelled"), ("tok_success_then_timeout", "unwanted")]
)
def test_a_silent_provider_is_not_waited_for(client_of, customer, pen, token, becomes):
    """What it took unheard goes back in full."""
    buyer = client_of(customer)
    placed = order(buyer, [(pen, 1)])
    asked = buyer.post(f"/api/orders/{placed['id']}/payments/", {"provider": "sandbox", "token": token})
    assert asked.status_code == 503

    cancelled = cancel(buyer, placed)

    assert cancelled.json()["data"]["status"] == "cancelled"
    assert (Payment.objects.get().status, stock_of(pen), kept()) == (becomes, 10, 0)
    assert_sound()


def test_while_a_provider_is_being_asked_it_waits(client_of, customer, pen):
    """Cancelled now, the money that is on its way would have no order; it is refused, and nothing is lost."""
    buyer = client_of(customer)
    placed = order(buyer, [(pen, 1)])
    buyer.post(f"/api/orders/{placed['id']}/payments/", {"provider": "sandbox", "token": "tok_timeout"})
    Payment.objects.update(unanswered_at=None)  # as if its process were at it, or had died over it

    error = refused(cancel(buyer, placed), 409, "CONFLICT")

    assert "under way" in error["message"]
    assert (shown(buyer, placed)["status"], stock_of(pen)) == ("pending_payment", 9)


def test_a_second_step_that_nobody_takes_is_no_reason_to_wait(client_of, customer, pen):
    buyer = client_of(customer)
    placed = order(buyer, [(pen, 1)])
    path, second_step = f"/api/orders/{placed['id']}/payments/", {"provider": "sandbox"}
    payment = buyer.post(path, second_step | {"token": "tok_requires_action"}).json()["data"]

    cancelled = cancel(buyer, placed)

    assert cancelled.json()["data"]["status"] == "cancelled"
    assert (Payment.objects.get().status, SandboxCharge.objects.get().status) == ("cancelled", "cancelled")
    refused(buyer.post(f"/api/payments/{payment['id']}/confirm/"), 422, "INVALID_TRANSITION")
    assert (kept(), stock_of(pen)) == (0, 10)
    assert_sound()


def test_a_second_step_taken_while_it_is_cancelled_is_given_back(client_of, customer, pen, monkeypatch):
    """The provider has captured just before it is told: no order wants that money any more."""
    buyer = client_of(customer)
    placed = order(buyer, [(pen, 1)])
    path, second_step = f"/api/orders/{placed['id']}/payments/", {"provider": "sandbox"}
    buyer.post(path, second_step | {"token": "tok_requires_action"})
    cancel_at_provider = SandboxProvider.cancel

    def too_late(self, asked):
        self.confirm(asked)
        return cancel_at_provider(self, asked)

    monkeypatch.setattr(SandboxProvider, "cancel", too_late)

    assert cancel(buyer, placed).status_code == 200

    assert (Payment.objects.get().status, kept(), stock_of(pen)) == ("unwanted", 0, 10)
    assert_sound()


def test_after_a_declined_payment_it_can_be_cancelled(client_of, customer, pen):
    buyer = client_of(customer)
    placed = order(buyer, [(pen, 1)])
    buyer.post(f"/api/orders/{placed['id']}/payments/", {"provider": "sandbox", "token": "tok_declined"})

    assert cancel(buyer, placed).status_code == 200
    refused_payment = buyer.post(
        f"/api/orders/{placed['id']}/payments/", {"provider": "sandbox", "token": "tok_success"}
    )
    assert refused_payment.status_code >= 400
    assert kept() == 0


def test_a_seller_cancels_its_part_and_says_why(client_of, seller, customer, pen, paper):
    buyer = client_of(customer)
    placed = bought(buyer, [(pen, 1), (paper, 1)])
    path = f"/api/sales/{part_of(placed, seller)}/cancel/"

    refused(client_of(seller).post(path, {}), 400, "VALIDATION_ERROR")
    cancelled = client_of(seller).post(path, {"reason": "The last one broke."})

    assert cancelled.json()["data"]["status"] == "cancelled"
    seen = shown(buyer, placed)
    assert seen["status"] == "paid"
    assert {part["status"] for part in seen["parts"]} == {"cancelled", "paid"}
    assert (kept(), stock_of(pen), stock_of(paper)) == (Decimal("7.00"), 10, 9)
    history = buyer.get(f"/api/orders/{placed['id']}/history/").json()["results"]
    assert "The last one broke." in {step["reason"] for step in history}
    refused(client_of(seller).post(path, {"reason": "Again."}), 422, "INVALID_TRANSITION")
    shipping = client_of(seller).post(path.replace("cancel", "shipments"))
    refused(shipping, 422, "INVALID_TRANSITION")
    # What is left of the order is cancelled by its customer.
    assert cancel(buyer, placed).json()["data"]["status"] == "cancelled"
    assert kept() == 0
    assert_sound()


def test_who_may_cancel(client_of, customer, seller, staff, manager, admin, placed):
    part = f"/api/sales/{part_of(placed)}/cancel/"
    why = {"reason": "It is gone."}

    for who in (seller, manager, staff, UserFactory(), UserFactory(seller=True)):
        assert cancel(client_of(who), placed).status_code == 404  # the order is the customer's
    for who in (customer, UserFactory(), UserFactory(seller=True)):
        assert client_of(who).post(part, why).status_code == 404
    assert client_of(staff).post(part, why).status_code == 403
    assert cancel(client_of(None), placed).status_code == 401
    assert client_of(None).post(part, why).status_code == 401
    assert kept() == Decimal("24.99")
    assert client_of(manager).post(part, why).status_code == 200
    assert kept() == 0


def test_an_administrator_cancels_either(client_of, customer, admin, pen):
    first, second = (bought(client_of(customer), [(pen, 1)]) for _ in range(2))

    assert cancel(client_of(admin), first).status_code == 200
    path = f"/api/sales/{part_of(second)}/cancel/"
    assert client_of(admin).post(path, {"reason": "Fraud."}).status_code == 200
    assert kept() == 0
    unpaid = order(client_of(customer), [(pen, 1)])
    path = f"/api/sales/{part_of(unpaid)}/cancel/"
    refused(client_of(admin).post(path, {"reason": "Fraud."}), 422, "INVALID_TRANSITION")


def test_a_failed_refund_can_be_tried_again(client_of, customer, seller, placed):
    """The provider refuses once; the cancelled sale keeps its state, and its money can still go back."""
    charge = SandboxRefund._meta.get_field("charge").related_model.objects.get()
    blocked = SandboxRefund.objects.create(
        reference="blocked", key=placed["id"], charge=charge, amount=charge.amount
    )
    cancel(client_of(customer), placed)
    assert Refund.objects.get().status == "failed"
    blocked.delete()

    lines = [{"line": line["id"], "quantity": line["quantity"]} for line in placed["lines"]]
    again = client_of(seller).post(f"/api/sales/{part_of(placed)}/refunds/", {"lines": lines})

    assert again.json()["data"]["status"] == "succeeded"
    assert shown(client_of(customer), placed)["status"] == "cancelled"
    assert kept() == 0
    assert_sound()


@pytest.mark.parametrize("reason", ["x" * 501, ["why"], None])
def test_a_reason_that_does_not_fit_is_refused(client_of, customer, placed, reason):
    refused(cancel(client_of(customer), placed, reason=reason), 400, "VALIDATION_ERROR")
    assert shown(client_of(customer), placed)["status"] == "paid"
