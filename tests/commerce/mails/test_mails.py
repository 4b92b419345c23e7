"""Each step of an order is written of: to whom it matters, once, in plain text and in HTML."""

from html.parser import HTMLParser

import pytest
from django.core import mail

from nexus.kernel.events.models import Event
from nexus.kernel.mail.models import Mail
from tests.commerce.buying import bought, line_of, order, part_of, pay
from tests.delivering import deliver_events
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)

TRACKING = {"carrier": "DHL", "tracking_number": "0034", "tracking_url": "https://dhl.example/?id=0034&x=1"}


class Read(HTMLParser):
    """What a mail programme shows of a page, and what it would fetch."""

    def __init__(self, html):
        super().__init__()
        self.text, self.links, self.open, self.fetched = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag not in {"meta", "br", "img", "link"}:
            self.open.append(tag)
        if tag == "a":
            self.links.append(named["href"])
        if tag in {"img", "link", "script", "iframe"} or "src" in named or "url(" in named.get("style", ""):
            self.fetched.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def sent_to(address):
    (message,) = [message for message in mail.outbox if message.to == [address]]
    (html, kind) = message.alternatives[0]
    assert kind == "text/html"
    read = Read(html)
    assert not read.open
    assert not read.fetched, "It must show whole without fetching anything."
    text = " ".join(" ".join(read.text).split())
    for body in (message.body, text):
        assert "{{" not in body
        assert "{%" not in body
        assert "None" not in body
    return message, text, read


def test_placed_and_paid(client_of, customer, seller, pen, parcel, written):
    placed = order(client_of(customer), [(pen, 2)], note="Ring twice & wait.")
    number = placed["number"]

    assert written() == [("nora", f"Your order {number}")]
    message, text, _ = sent_to("nora@example.com")
    for body in (message.body, text):
        for said in ("Hello Nora Weiss", number, 'Pen <b>"Ω"</b>', "Pens & Ink", "2,469.00 USD", "4.90 USD"):
            assert said in body, said
        assert "2,473.90 USD" in body
        assert "held for you until" in body
        assert "Lindenweg 4" in body

    pay(client_of(customer), placed)
    assert sorted(written()) == [
        ("nora", f"Your order {number} is paid"),
        ("pens", f"New sale: order {number}"),
    ]
    message, text, _ = sent_to("pens@example.com")
    for body in (message.body, text):
        for said in ("2 ", 'Pen <b>"Ω"</b>', "Nora Weiss", "Lindenweg 4", "Ring twice & wait.", "Parcel"):
            assert said in body, said
        assert "nora@example.com" not in body
    assert written() == []


def test_each_seller_reads_of_its_own_only(client_of, customer, seller, pen, parcel, written):
    other = ProductFactory(name="Paper", seller__email="paper@example.com")
    bought(client_of(customer), [(pen, 1), (other, 1)])

    written()

    pens, papers = sent_to("pens@example.com"), sent_to("paper@example.com")
    for message, text, _ in (pens,):
        assert "Paper" not in message.body + text
    for message, text, _ in (papers,):
        assert "Pen <b>" not in message.body + text


def test_sent_corrected_arrived(client_of, customer, seller, placed, sale, written):
    number = placed["number"]
    parcel = client_of(seller).post(f"{sale}shipments/", TRACKING).json()["data"]

    assert written() == [("nora", f"On its way: your order {number}")]
    message, text, read = sent_to("nora@example.com")
    assert read.links == [TRACKING["tracking_url"]]
    assert TRACKING["tracking_url"] in message.body
    for body in (message.body, text):
        assert "Pens & Ink" in body
        assert "0034" in body

    client_of(seller).patch(f"/api/shipments/{parcel['id']}/", {"tracking_number": "0035"})
    assert written() == [("nora", f"New tracking for your order {number}")]
    assert "0035" in sent_to("nora@example.com")[1]

    client_of(customer).post(f"/api/shipments/{parcel['id']}/deliver/")
    assert written() == [("nora", f"Arrived: your order {number}")]
    assert "30 days" in sent_to("nora@example.com")[1]


def test_without_tracking_no_link_is_shown(client_of, seller, sale, written):
    client_of(seller).post(f"{sale}shipments/")

    written()

    message, text, read = sent_to("nora@example.com")
    assert not read.links
    assert "Carrier" not in message.body + text


def test_cancelled_by_the_customer(client_of, customer, placed, written):
    client_of(customer).post(f"/api/orders/{placed['id']}/cancel/", {"reason": "Too <dear>."})

    number = placed["number"]
    assert sorted(written()) == [
        ("nora", f"2,473.90 USD for your order {number} is on its way back"),
        ("nora", f"Your order {number} is cancelled"),
        ("pens", f"Don't send: order {number} is cancelled"),
    ]
    message, text, _ = sent_to("pens@example.com")
    for body in (message.body, text):
        assert "Too <dear>." in body


def test_an_order_that_was_never_paid(client_of, customer, pen, written):
    placed = order(client_of(customer), [(pen, 1)])
    written()
    client_of(customer).post(f"/api/orders/{placed['id']}/cancel/")

    assert written() == [("nora", f"Your order {placed['number']} is cancelled")]
    assert "Nothing was charged" in sent_to("nora@example.com")[1]


def test_a_part_cancelled_by_its_seller(client_of, customer, seller, pen, parcel, written):
    other = ProductFactory(name="Paper", seller__email="paper@example.com")
    placed = bought(client_of(customer), [(pen, 1), (other, 1)])
    written()

    client_of(seller).post(f"/api/sales/{part_of(placed, seller)}/cancel/", {"reason": "It broke."})

    number = placed["number"]
    assert sorted(written()) == [
        ("nora", f"1,239.40 USD for your order {number} is on its way back"),
        ("nora", f"A part of your order {number} is cancelled"),
    ]  # the seller knows
    client_of(customer).post(f"/api/orders/{placed['id']}/cancel/")
    told = [entry for entry in written() if "cancelled" in entry[1]]
    assert sorted(told) == [
        ("nora", f"Your order {number} is cancelled"),
        ("paper", f"Don't send: order {number} is cancelled"),
    ]
    cancelled = next(message for message in mail.outbox if message.subject.endswith("is cancelled"))
    assert "Paper" in cancelled.body
    assert "Pen" not in cancelled.body  # of that, it was told before


def test_a_refund(client_of, seller, placed, pen, sale, written):
    line = line_of(placed, pen)["id"]
    said = {"lines": [{"line": line, "quantity": 1}], "shipping": "1.90", "reason": "Cracked."}
    client_of(seller).post(f"{sale}refunds/", said)

    assert written() == [("nora", f"1,236.40 USD for your order {placed['number']} is on its way back")]
    message, text, _ = sent_to("nora@example.com")
    for body in (message.body, text):
        for what in ("1,234.50 USD", "1.90 USD", "Cracked."):
            assert what in body


def test_a_return(client_of, customer, seller, placed, pen, sale, written):
    client_of(seller).post(f"{sale}shipments/")
    written()
    asked = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}], "reason": "It leaks."}
    returns, number = f"/api/orders/{placed['id']}/returns/", placed["number"]

    first = client_of(customer).post(returns, asked).json()["data"]["id"]
    assert written() == [("pens", f"A return is asked for: order {number}")]
    assert "It leaks." in sent_to("pens@example.com")[1]

    client_of(seller).post(f"/api/returns/{first}/approve/", {"answer": "To:\nUfer 1"})
    assert written() == [("nora", f"Your return for order {number} is approved")]
    assert "Ufer 1" in sent_to("nora@example.com")[1]

    client_of(seller).post(f"/api/returns/{first}/receive/")
    assert written() == [("nora", f"1,234.50 USD for your order {number} is on its way back")]

    second = client_of(customer).post(returns, asked).json()["data"]["id"]
    written()
    client_of(seller).post(f"/api/returns/{second}/reject/", {"answer": "It was used."})
    assert written() == [("nora", f"Your return for order {number} is rejected")]
    assert "It was used." in sent_to("nora@example.com")[1]


def test_a_refund_that_the_provider_refuses(client_of, customer, seller, placed, pen, sale, written):
    from nexus.commerce.payments.models import SandboxCharge  # noqa: PLC0415

    charge = SandboxCharge.objects.get()
    charge.refunds.create(reference="blocked", key=placed["id"], amount=charge.amount)
    client_of(seller).post(
        f"{sale}refunds/", {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}]}
    )

    assert written() == [("pens", f"A refund of order {placed['number']} failed")]
    assert "1,234.50 USD" in sent_to("pens@example.com")[1]


def test_a_mail_is_written_once_however_often_the_relay_tries(client_of, seller, sale, written):
    client_of(seller).post(f"{sale}shipments/")

    assert len(written()) == 1
    assert written() == []
    assert deliver_events() == 0
    assert Mail.objects.filter(template="commerce/shipment_sent").count() == 1


def test_nobody_is_written_to_before_it_is_certain(client_of, seller, placed, sale, written):
    refused = {"lines": [{"line": placed["lines"][0]["id"], "quantity": 99}]}
    assert client_of(seller).post(f"{sale}shipments/", refused).status_code == 422

    assert written() == []
    assert not Event.objects.filter(name="commerce.shipment.sent").exists()


def test_a_name_with_a_line_break_makes_no_header(client_of, customer, pen, parcel, written):
    type(customer).objects.update(first_name="Nora\nBcc: all@example.com")
    order(client_of(customer), [(pen, 1)])

    assert len(written()) == 1
    (message,) = mail.outbox
    assert message.recipients() == ["nora@example.com"]


def test_an_account_without_an_address_gets_no_mail(client_of, pen, parcel, written):
    silent = UserFactory()
    client = client_of(silent)
    type(silent).objects.filter(pk=silent.pk).update(email="")
    order(client, [(pen, 1)])

    assert written() == []
