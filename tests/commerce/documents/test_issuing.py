"""What is issued when money has moved, and what stands on it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.db.utils import InternalError
from hypothesis import HealthCheck, given, settings, strategies as st

from nexus.commerce.documents.actions import issue_credit_note, issue_invoices
from nexus.commerce.documents.models import Document, DocumentKind
from nexus.commerce.ledger.models import Entry
from nexus.commerce.payments.actions import LineToRefund, refund_part
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.money import from_minor
from tests.delivering import deliver_events
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import ADDRESS, placed_order
from tests.factories.payments import bought_order, pay
from tests.factories.promotions import CouponFactory
from tests.factories.shipping import ShippingMethodFactory
from tests.factories.taxes import TaxRuleFactory

# The sandbox is asked outside of any transaction, as every provider is.
pytestmark = pytest.mark.django_db(transaction=True)


def only(kind=DocumentKind.INVOICE):
    return Document.objects.get(kind=kind).contents


def give_back(part, *lines, **more):
    refund = refund_part(SYSTEM, part.pk, list(lines) or None, **more)
    deliver_events()
    return refund


def expect_sums(says):
    totals = says.totals
    assert totals.goods + totals.shipping + totals.tax_added == totals.total
    assert sum(line.amount for line in says.lines) == totals.goods
    assert sum(tax.net + tax.tax for tax in says.taxes) == totals.total
    assert sum(tax.tax for tax in says.taxes) == totals.tax_added + totals.tax_included


def test_a_paid_order_has_an_invoice_of_each_seller(seller):
    mine, other = ProductFactory(seller=seller), ProductFactory()
    order = placed_order((mine, 2), (other, 1))
    deliver_events()
    assert not Document.objects.exists()

    pay(order)
    deliver_events()

    assert {invoice.seller_id for invoice in Document.objects.all()} == {seller.pk, other.seller_id}
    assert {invoice.called for invoice in Document.objects.all()} == {"INV-000001"}
    assert Event.objects.filter(name="commerce.document.issued").count() == 2


def test_it_says_who_sold_what_to_whom(seller, store):
    TaxRuleFactory()
    ShippingMethodFactory(name="Parcel")
    product = ProductFactory(seller=seller, name="Camera <b>", price=Decimal("119.00"))
    order = bought_order((product, 2))
    deliver_events()

    says = only()

    assert (says.seller.name, says.seller.tax_number) == ("Łukasz Müller & Söhne GmbH", "DE123456789")
    assert says.seller.lines == ["Nora's cameras", "Lindenweg 4", "10115 Berlin", "DE"]
    assert (says.buyer.name, says.buyer.lines) == ("Nora Weiss", ["Lindenweg 4", "10115 Berlin", "DE"])
    assert says.ship_to is None
    assert (says.order, says.currency, says.shipping) == (order.number, "USD", "Parcel")
    (line,) = says.lines
    assert (line.name, line.quantity, line.unit_price, line.amount) == ("Camera <b>", 2, 119, 238)
    (tax,) = says.taxes
    assert (tax.name, tax.rate, tax.net, tax.tax) == ("VAT", 19, Decimal("204.12"), Decimal("38.78"))
    assert says.totals.total == order.total == Decimal("242.90")
    expect_sums(says)


def test_who_pays_and_who_gets_the_things_may_be_two():
    bought_order(billing_address=ADDRESS | {"name": "Otto Lang", "city": "Hamburg", "postal_code": "20095"})
    deliver_events()

    says = only()

    assert (says.buyer.name, says.buyer.lines[1]) == ("Otto Lang", "20095 Hamburg")
    assert says.ship_to.name == "Nora Weiss"


@pytest.mark.parametrize("is_included", [True, False])
@pytest.mark.parametrize("coupon", ["", "TEN", "SEND"])
def test_its_columns_sum_to_what_was_paid(seller, is_included, coupon):
    books = ProductFactory(seller=seller, price=Decimal("9.99"))
    lamps = ProductFactory(seller=seller, price=Decimal("33.33"))
    TaxRuleFactory(is_included=is_included)
    TaxRuleFactory(category=books.category, rate=Decimal("7.00"), is_included=is_included)
    ShippingMethodFactory()
    CouponFactory(code="TEN")
    CouponFactory(code="SEND", free_shipping=True)

    order = bought_order((books, 3), (lamps, 1), **({"coupon": coupon} if coupon else {}))
    deliver_events()

    says = only()
    assert says.totals.total == order.total
    assert bool(says.totals.tax_added) is not is_included
    expect_sums(says)


def test_a_refund_has_a_credit_note(seller, store):
    TaxRuleFactory()
    ShippingMethodFactory()
    order = bought_order((ProductFactory(seller=seller, price=Decimal("119.00")), 2))
    deliver_events()
    part = order.parts.get()

    give_back(part, LineToRefund(part.lines.get().pk, quantity=1), reason="It was torn.")

    says = only(DocumentKind.CREDIT_NOTE)
    assert Document.objects.get(kind=DocumentKind.CREDIT_NOTE).called == "CN-000001"
    assert (says.invoice, says.reason) == ("INV-000001", "It was torn.")
    assert [(line.quantity, line.amount, line.tax) for line in says.lines] == [(1, 119, 19)]
    assert (says.totals.total, says.totals.shipping) == (119, 0)
    expect_sums(says)


@pytest.mark.parametrize("rates", [["19.00"], ["19.00", "7.00"]])
def test_shipping_stands_under_the_same_rate_on_both(seller, rates):
    goods = [ProductFactory(seller=seller) for _ in rates]
    for product, rate in zip(goods, rates, strict=True):
        TaxRuleFactory(category=product.category, rate=Decimal(rate))
    ShippingMethodFactory()
    part = bought_order(*((product, 1) for product in goods)).parts.get()
    deliver_events()

    give_back(part)

    invoice, note = only().taxes, only(DocumentKind.CREDIT_NOTE).taxes
    assert [(tax.name, tax.rate, tax.net, tax.tax) for tax in note] == [
        (tax.name, tax.rate, tax.net, tax.tax) for tax in invoice
    ]
    assert ("Shipping" in {tax.name for tax in invoice}) is (len(rates) > 1)


@pytest.fixture
def taxed():
    return TaxRuleFactory(), ShippingMethodFactory()


@settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(coins=st.lists(st.integers(1, 3_000), max_size=4))
def test_credit_notes_of_all_that_was_paid_come_to_the_invoice(taxed, coins):
    part = bought_order((ProductFactory(price=Decimal("33.33")), 3)).parts.get()
    line = part.lines.get()
    left = line.total
    for amount in (from_minor(each, "USD") for each in coins):
        if amount <= left:
            left -= amount
            give_back(part, LineToRefund(line.pk, amount=amount))
    give_back(part)

    invoice = Document.objects.get(part=part, kind=DocumentKind.INVOICE).contents
    notes = [note.contents for note in Document.objects.credits(part.pk)]

    for note in notes:
        expect_sums(note)
    assert sum(note.totals.total for note in notes) == invoice.totals.total
    assert sum(note.totals.shipping for note in notes) == invoice.totals.shipping
    assert sum(note.totals.tax_included for note in notes) == invoice.totals.tax_included
    # As the books say it: what was sold and given back leaves no tax owed.
    assert sum(Entry.objects.filter(what="tax").values_list("amount", flat=True)) == 0


def test_a_refund_that_is_heard_of_first_has_its_invoice_before_it():
    order = bought_order()
    refund = refund_part(SYSTEM, order.parts.get().pk)

    note = issue_credit_note(refund.pk)

    assert note.contents.invoice == Document.objects.get(kind=DocumentKind.INVOICE).called


def test_each_is_issued_once_however_often_it_is_heard_of():
    order = bought_order()
    refund = refund_part(SYSTEM, order.parts.get().pk)
    deliver_events()
    before = set(Document.objects.values_list("pk", flat=True))

    issue_invoices(order.pk)
    issue_credit_note(refund.pk)

    assert set(Document.objects.values_list("pk", flat=True)) == before
    assert len(before) == 2


def test_what_costs_nothing_has_an_invoice_and_no_credit_note():
    CouponFactory(code="ALL", value=Decimal(100))
    order = placed_order((ProductFactory(price=Decimal("5.00")), 1), coupon="ALL")
    deliver_events()

    assert only().totals.total == 0
    give_back(order.parts.get())
    assert Document.objects.count() == 1


def test_a_change_of_the_store_changes_no_invoice(seller, store):
    bought_order((ProductFactory(seller=seller), 1))
    deliver_events()
    store.legal_name = "Somebody else"
    store.save()

    assert only().seller.name == "Łukasz Müller & Söhne GmbH"


@pytest.mark.parametrize(
    "change", ["UPDATE documents_document SET number = 7", "DELETE FROM documents_document"]
)
def test_the_database_lets_no_document_be_changed_or_taken_out(change):
    bought_order()
    deliver_events()

    with (
        pytest.raises((IntegrityError, InternalError), match="never changed or taken out"),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_a_seller_without_a_store_is_named_by_their_account():
    other = UserFactory(seller=True)
    bought_order((ProductFactory(seller=other), 1))
    deliver_events()

    assert only().seller.name in {other.username, getattr(getattr(other, "store", None), "name", "")}
