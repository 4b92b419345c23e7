"""Giving back: within what was paid, in proportion to the coin, and booked the sale's other way round."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from nexus.commerce.ledger.models import AccountKind, Entry
from nexus.commerce.orders.models import OrderLine, OrderPart
from nexus.commerce.payments.actions import LineToRefund, open_refund, refund_part, send_refund
from nexus.commerce.payments.exceptions import ProviderSilent
from nexus.commerce.payments.models import Payment, Refund, RefundLine
from nexus.commerce.payments.providers.base import Result, ReturnOutcome
from nexus.commerce.payments.providers.sandbox import SandboxProvider
from nexus.commerce.stores.actions import open_store
from nexus.commerce.stores.models import StoreRole
from nexus.kernel.api.errors import NexusError, NotAuthenticated, PermissionDenied, Unprocessable
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM, VISITOR, Actor
from tests.commerce.payments.books import assert_ledger_is_sound, given_back, held, in_ledger
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order, placed_order
from tests.factories.payments import bought_order, pay
from tests.factories.promotions import CouponFactory
from tests.factories.shipping import ShippingMethodFactory
from tests.factories.stores import MemberFactory
from tests.factories.taxes import TaxRuleFactory

pytestmark = pytest.mark.django_db

ACCOUNTS = [kind for kind in AccountKind if kind not in {AccountKind.BANK, AccountKind.ADJUSTMENTS}]


@pytest.fixture
def taxed(db):
    TaxRuleFactory()
    ShippingMethodFactory(price=Decimal("4.99"))
    CouponFactory(code="TEN", value=Decimal("10.00"))


def bought(*prices_and_pieces, **wish):
    things = [
        (ProductFactory(price=Decimal(price), variant__stock=50), pieces)
        for price, pieces in prices_and_pieces
    ]
    return bought_order(*things, **wish)


def part_of(order) -> OrderPart:
    return order.parts.get()


def refund(part, *lines, **more) -> Refund:
    return refund_part(SYSTEM, part.pk, [LineToRefund(*line) for line in lines] or None, **more)


def assert_nothing_is_left() -> None:
    for kind in ACCOUNTS:
        assert in_ledger(kind) == 0, kind
    assert_ledger_is_sound()


def test_a_refund_in_full_takes_everything_back(taxed):
    order = bought(("19.99", 3), coupon="TEN")
    part = part_of(order)

    made = refund(part, reason="It never was there.")

    assert (made.status, made.amount) == ("succeeded", order.total)
    assert given_back(order) == order.total
    part.refresh_from_db()
    order.refresh_from_db()
    assert (part.status, order.status) == ("refunded", "refunded")
    assert held(order) == 0  # what wasn't sent can be bought again
    assert_nothing_is_left()
    assert Event.objects.filter(name="commerce.refund.succeeded").count() == 1


def test_pieces_go_back_at_what_was_paid_and_the_last_takes_the_rest(taxed):
    order = bought(("9.99", 3), coupon="TEN")
    part, line = part_of(order), OrderLine.objects.get()

    amounts = [refund(part, (line.pk, 1)).amount for _ in range(3)]

    assert sum(amounts) == line.total
    assert max(amounts) - min(amounts) <= Decimal("0.01")
    part.refresh_from_db()
    assert part.status == "paid"  # its shipping was not given back
    rest = refund(part)
    assert rest.amount == rest.shipping == order.total - line.total
    part.refresh_from_db()
    assert part.status == "refunded"
    assert_nothing_is_left()


def test_half_of_the_money_takes_half_of_the_commission_back():
    order = bought(("100.00", 1))
    line = OrderLine.objects.get()

    refund(part_of(order), (line.pk, 0, Decimal("50.00")))

    assert in_ledger(AccountKind.PROVIDER) == Decimal("50.00")
    assert in_ledger(AccountKind.SELLER) == Decimal("-45.00")
    assert in_ledger(AccountKind.COMMISSION) == Decimal("-5.00")
    part = part_of(order)
    assert part.status == "paid"
    assert held(order) == 1


@pytest.mark.parametrize(
    ("pieces", "amount", "shipping"),
    [
        (3, None, None),
        (-1, None, None),
        (0, Decimal("20.01"), None),
        (0, Decimal("-1.00"), None),
        (0, None, None),
        (0, Decimal(0), None),
        (1, None, Decimal("0.01")),
        (1, None, Decimal("-0.01")),
    ],
)
def test_more_than_was_paid_is_refused_and_changes_nothing(pieces, amount, shipping):
    order = bought(("10.00", 2))
    line = OrderLine.objects.get()

    with pytest.raises(Unprocessable), transaction.atomic():
        open_refund(SYSTEM, part_of(order).pk, [LineToRefund(line.pk, pieces, amount)], shipping=shipping)

    line.refresh_from_db()
    assert (line.refunded_quantity, line.refunded_total) == (0, 0)
    assert Payment.objects.get().refunded == 0
    assert not Refund.objects.exists()


def test_a_line_of_another_part_or_named_twice_is_refused():
    order, other = bought(("10.00", 2)), bought(("10.00", 1))
    line, foreign = part_of(order).lines.get(), part_of(other).lines.get()

    with pytest.raises(Unprocessable, match="can't be given back") as refused, transaction.atomic():
        refund(part_of(order), (foreign.pk, 1))
    assert refused.value.details == {
        "lines": {str(foreign.pk): ["This line is not of this part of the order."]}
    }
    with pytest.raises(Unprocessable, match="once"), transaction.atomic():
        refund(part_of(order), (line.pk, 1), (line.pk, 1))


def test_what_was_given_back_in_full_has_nothing_left():
    order = bought(("10.00", 1))
    refund(part_of(order))

    with pytest.raises(Unprocessable, match="Nothing is left"), transaction.atomic():
        refund(part_of(order))


def test_an_order_that_waits_for_its_payment_has_nothing_to_give_back():
    with pytest.raises(Unprocessable, match="Nothing was paid"), transaction.atomic():
        refund(part_of(placed_order()))


def test_who_may_give_back():
    order = bought(("10.00", 4))
    part, line = part_of(order), OrderLine.objects.get()
    manager, staff = UserFactory(), UserFactory()
    for user, role in ((manager, StoreRole.MANAGER), (staff, StoreRole.STAFF)):
        MemberFactory(store=open_store(part.seller_id), user=user, role=role)

    def tried(user) -> object:
        actor = Actor.of(user) if user else VISITOR
        try:
            with transaction.atomic():
                return open_refund(actor, part.pk, [LineToRefund(line.pk, 1)]).status
        except (NexusError, OrderPart.DoesNotExist) as refusal:
            return type(refusal)

    assert tried(part.seller) == tried(manager) == tried(UserFactory(admin=True)) == "processing"
    assert tried(staff) is PermissionDenied
    assert tried(None) in {OrderPart.DoesNotExist, NotAuthenticated}
    for stranger in (order.customer, UserFactory(), UserFactory(seller=True)):
        assert tried(stranger) is OrderPart.DoesNotExist


def test_the_same_deed_opens_one_refund():
    order, deed = bought(("10.00", 2)), uuid4()
    line = OrderLine.objects.get()

    opened = [
        open_refund(SYSTEM, part_of(order).pk, [LineToRefund(line.pk, 1)], deed_id=deed) for _ in range(2)
    ]

    assert opened[0].pk == opened[1].pk
    assert Payment.objects.get().refunded == Decimal("10.00")


def test_a_refund_that_the_provider_refuses_gives_what_it_took_back(monkeypatch):
    order = bought(("10.00", 2))
    line = OrderLine.objects.get()
    refusal = ReturnOutcome(Result.DECLINED, "", "The account is closed.")
    monkeypatch.setattr(SandboxProvider, "give_back", lambda *_: refusal)

    made = refund(part_of(order), (line.pk, 1))

    line.refresh_from_db()
    assert made.status == "failed"
    assert (line.refunded_quantity, line.refunded_total) == (0, 0)
    assert Payment.objects.get().refunded == 0
    assert in_ledger(AccountKind.PROVIDER) == order.total
    assert Event.objects.filter(name="commerce.refund.failed").count() == 1


def test_where_the_provider_is_silent_it_is_asked_again_and_gives_back_once(monkeypatch):
    order, give_back = bought(("10.00", 1)), SandboxProvider.give_back

    def silent(provider, wanted):
        give_back(provider, wanted)
        raise ProviderSilent

    with monkeypatch.context() as patched:
        patched.setattr(SandboxProvider, "give_back", silent)
        made = refund(part_of(order))
    assert made.status == "processing"
    assert in_ledger(AccountKind.PROVIDER) == order.total

    assert send_refund(made.pk).status == "succeeded"
    assert send_refund(made.pk).status == "succeeded"
    assert given_back(order) == order.total
    assert_nothing_is_left()


def test_a_free_part_gives_the_sites_money_back_without_a_provider():
    CouponFactory(code="ALL", value=Decimal(100))
    order = placed_order((ProductFactory(price=Decimal("20.00")), 2), coupon="ALL")
    line = OrderLine.objects.get()
    assert in_ledger(AccountKind.PROMOTIONS) == Decimal("40.00")

    first = refund(part_of(order), (line.pk, 1))

    assert (first.status, first.amount, first.payment) == ("succeeded", 0, None)
    assert in_ledger(AccountKind.PROMOTIONS) == Decimal("20.00")
    assert part_of(order).status == "paid"
    refund(part_of(order))
    assert part_of(order).status == "refunded"
    assert_nothing_is_left()


def test_of_two_sellers_parts_one_is_given_back_and_the_other_stays():
    first, second = ProductFactory(price=Decimal("30.00")), ProductFactory(price=Decimal("12.00"))
    order = bought_order((first, 1), (second, 1))

    refund(order.parts.get(seller=first.seller))

    assert in_ledger(AccountKind.SELLER, seller=first.seller) == 0
    assert in_ledger(AccountKind.SELLER, seller=second.seller) == Decimal("-10.80")
    order.refresh_from_db()
    assert order.status == "paid"
    assert held(order) == 1


def test_the_database_itself_refuses_what_is_too_much():
    order = bought(("10.00", 1))
    line = OrderLine.objects.get()

    assert not Payment.objects.take_back(Payment.objects.get().pk, Decimal("10.01"))
    assert not RefundLine.objects.count_as_refunded([RefundLine(line=line, quantity=2, amount=Decimal(1))])
    assert not RefundLine.objects.count_as_refunded(
        [RefundLine(line=line, quantity=1, amount=Decimal("10.01"))]
    )
    assert order.total == Payment.objects.get().amount - Payment.objects.get().refunded


def test_a_refund_costs_the_same_for_one_line_and_many():
    seller, costs = UserFactory(seller=True), set()
    for lines in (1, 12):
        order = bought_order(*[(ProductFactory(seller=seller), 1) for _ in range(lines)])
        with CaptureQueriesContext(connection) as asked:
            refund(part_of(order))
        costs.add(len(asked))
    assert len(costs) == 1
    assert costs.pop() <= 51


def test_an_order_paid_otherwise_than_here_needs_somebody_to_give_it_back():
    order = paid_order()  # paid by no payment of ours

    with pytest.raises(Unprocessable, match="no payment"), transaction.atomic():
        refund(part_of(order))


@hypothesis_settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_goes_back_in_whatever_steps_the_books_end_at_nothing(taxed, data):
    prices = data.draw(st.lists(st.decimals("0.01", "99.99", places=2), min_size=1, max_size=3))
    pieces = data.draw(st.lists(st.integers(1, 4), min_size=len(prices), max_size=len(prices)))
    seller, customer = UserFactory(seller=True), UserFactory()
    things = [
        (ProductFactory(seller=seller, price=price), count)
        for price, count in zip(prices, pieces, strict=True)
    ]
    order = placed_order(*things, customer=customer, coupon=data.draw(st.sampled_from(["TEN", None])))
    pay(order)
    part = part_of(order)
    before = {kind: in_ledger(kind) for kind in ACCOUNTS}
    for line in part.lines.filter(quantity__gt=F("refunded_quantity")):
        if data.draw(st.booleans()):
            refund(part, (line.pk, data.draw(st.integers(1, line.quantity))))
    for line in part.lines.filter(total__gt=F("refunded_total")):
        if data.draw(st.booleans()):
            most = line.total - line.refunded_total
            refund(part, (line.pk, 0, data.draw(st.decimals("0.01", most, places=2))))
        assert in_ledger(AccountKind.PROVIDER) == before[AccountKind.PROVIDER] - given_back(order)

    if Refund.objects.filter(part=part).count() == 0 or given_back(order) < order.total:
        refund(part)

    assert given_back(order) == order.total
    before_this = {kind: amount - _sale(order, kind) for kind, amount in before.items()}
    assert {kind: in_ledger(kind) for kind in ACCOUNTS} == before_this
    assert_ledger_is_sound()


def _sale(order, kind: AccountKind) -> Decimal:

    entries = Entry.objects.filter(
        transaction__kind="sale", transaction__order_id=order.pk, account__kind=kind
    ).values_list("amount", flat=True)
    return Decimal(sum(entries)) / 100
