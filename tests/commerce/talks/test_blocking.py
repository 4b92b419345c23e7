"""One side wants to hear no more of the other, or wants somebody to look at what it wrote."""

import pytest
from django.test import Client
from django.urls import reverse

from nexus.kernel.events.models import Event
from nexus.kernel.messaging.models import Message, Report
from tests.commerce.buying import refused
from tests.commerce.talks.talking import CONVERSATIONS, PDF, act, seen, send_up, start, write
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def report(client, talk, message=None, **said):
    path = f"{CONVERSATIONS}{talk['id']}/messages/{(message or talk['message'])['id']}/report/"
    return client.post(path, {"reason": "abuse"} | said)


@pytest.fixture
def office(admin):
    client = Client()
    client.force_login(admin)
    return client


def queue(*args):
    return reverse("admin:messaging_report_changelist") if not args else page("report", *args)


def page(model, pk):
    return reverse(f"admin:messaging_{model}_change", args=[pk])


def test_who_is_blocked_is_not_heard(talk, buyer, shop, pen, seller):
    assert act(shop, talk, "block").json()["data"]["is_blocked"] is True
    assert act(shop, talk, "block").status_code == 200  # once more changes nothing

    path = f"{CONVERSATIONS}{talk['id']}/messages/"
    refused(buyer.post(path, {"text": "Hello?"}), 403, "CONVERSATION_BLOCKED")
    for product in (pen, ProductFactory(seller=seller)):
        said = {"about": {"product": str(product.pk)}, "text": "Hello?"}
        refused(buyer.post(CONVERSATIONS, said), 403, "CONVERSATION_BLOCKED")
    own = refused(shop.post(path, {"text": "x"}), 403, "CONVERSATION_BLOCKED")
    assert "Unblock" in own["message"]
    theirs = seen(buyer, talk)
    assert (theirs["is_blocked"], theirs["can_write"]) == (False, False)
    assert Message.objects.count() == 1

    assert act(buyer, talk, "unblock").json()["data"]["can_write"] is False  # it isn't the buyer's to undo
    assert act(shop, talk, "unblock").json()["data"]["can_write"] is True
    write(buyer, talk, "Hello!")
    names = Event.objects.filter(name__contains="blocked").order_by("position").values_list("name", flat=True)
    assert list(names) == ["messaging.conversation.blocked", "messaging.conversation.unblocked"]


def test_others_are_still_heard(talk, shop, client_of, pen):
    act(shop, talk, "block")

    assert start(client_of(UserFactory()), product=pen)["can_write"] is True


def test_a_manager_blocks_for_the_store(talk, buyer, client_of, manager, shop):
    act(client_of(manager), talk, "block")

    assert seen(shop, talk)["is_blocked"] is True


def test_a_report_lands_in_the_queue_with_what_was_said_around_it(talk, buyer, shop, office, admin):
    for number in range(12):
        write(shop, talk, f"so {number}")
    bad = write(shop, talk, "<script>alert(1)</script> pay me by wire")
    write(buyer, talk, "No <img src=x>!")
    answer = report(buyer, talk, bad, reason="fraud", note="<b>look</b>")
    assert answer.status_code == 201, answer.json()
    filed = answer.json()["data"]
    assert (filed["status"], filed["message"]) == ("open", bad["id"])

    shown = office.get(queue())
    html = office.get(queue(filed["id"])).content.decode()

    assert shown.status_code == 200
    assert "<script>alert(1)" not in shown.content.decode() + html
    assert "<b>look</b>" not in shown.content.decode() + html
    assert "&lt;script&gt;alert(1)" in html
    assert "No &lt;img src=x&gt;!" in html
    assert ("so 2<" in html, "so 1<" in html) == (True, False)  # no more than what it takes to judge

    for _ in range(2):  # the second time it is closed already
        body = {"action": "handle", "_selected_action": [filed["id"]]}
        assert office.post(queue(), body).status_code == 302
    closed = Report.objects.get()
    assert (closed.status, closed.closed_by) == ("handled", admin)
    (fact,) = Event.objects.filter(name="messaging.report.closed")
    assert fact.payload["outcome"] == "handled"


def test_a_harmless_one_is_dismissed(talk, shop, office):
    filed = report(shop, talk).json()["data"]

    office.post(queue(), {"action": "dismiss", "_selected_action": [filed["id"]]})

    assert Report.objects.get().status == "dismissed"


def test_staff_who_is_no_administrator_closes_none(talk, shop, client, django_user_model):
    filed = report(shop, talk).json()["data"]
    client.force_login(UserFactory(is_staff=True))

    client.post(queue(), {"action": "dismiss", "_selected_action": [filed["id"]]})

    assert Report.objects.get().status == "open"


def test_what_nobody_reported_is_not_read_in_the_back_office(talk, buyer, shop, office):
    file = send_up(buyer, PDF, "offer.pdf").json()["data"]["id"]
    message = write(buyer, talk, "My address is Lindenweg 4", attachments=[file])
    give = reverse("admin:messaging_message_file", args=[message["id"], file])
    listing = reverse("admin:messaging_message_changelist")

    assert office.get(page("message", message["id"])).status_code == 302  # it isn't there
    assert office.get(give).status_code == 404
    for model in ("conversation", "message", "report", "attachment"):
        if model != "attachment":
            html = office.get(reverse(f"admin:messaging_{model}_changelist")).content.decode()
            assert "Lindenweg" not in html
    assert "Lindenweg" not in office.get(page("conversation", talk["id"])).content.decode()

    report(shop, talk, message)

    assert "Lindenweg" in office.get(listing).content.decode()
    assert office.get(page("message", message["id"])).status_code == 200
    given = office.get(give)
    assert (given.status_code, given.content) == (200, PDF)
    assert given["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert Client().get(give).status_code == 302  # to the sign-in


def test_one_reports_once_and_not_oneself(talk, buyer, shop, client_of, manager):
    refused(report(buyer, talk), 422, "UNPROCESSABLE_ENTITY")
    assert report(shop, talk).status_code == 201
    refused(report(shop, talk), 409, "CONFLICT")
    assert report(client_of(manager), talk).status_code == 201
    for said in (
        {"reason": "boring"},
        {"reason": ""},
        {"note": "x" * 1_001},
        {"note": "a\nb", "reason": None},
    ):
        refused(report(shop, talk, **said), 400, "VALIDATION_ERROR")


def test_a_message_is_reported_where_it_stands(talk, buyer, shop, seller):
    other = start(buyer, product=ProductFactory(seller=seller))

    assert report(shop, talk, other["message"]).status_code == 404
