"""Only the two sides see a conversation, and nobody writes to strangers."""

import pytest

from nexus.commerce.catalog.models import Product
from nexus.commerce.catalog.models.choices import Status
from nexus.commerce.stores.models import Member
from nexus.kernel.accounts.models import User
from nexus.kernel.messaging.models import Conversation, Message, Participant
from tests.commerce.buying import bought, order, refused
from tests.commerce.talks.talking import (
    ABSENT,
    CONVERSATIONS,
    PDF,
    act,
    listed,
    seen,
    send_up,
    start,
    texts,
    write,
)
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def doors(client, talk, message, file):
    """Knock everywhere with the ids of a conversation; the answers without what differs at each request."""
    path = f"{CONVERSATIONS}{talk}/"
    answers = [
        client.get(path),
        client.get(f"{path}messages/"),
        client.get(f"{path}attachments/{file}/"),
        client.post(f"{path}messages/", {"text": "Hello"}),
        client.post(f"{path}read/"),
        client.post(f"{path}block/"),
        client.post(f"{path}unblock/"),
        client.post(f"{path}messages/{message}/report/", {"reason": "spam"}),
    ]
    return [
        (answer.status_code, answer.content.replace(answer["X-Request-ID"].encode(), b""))
        for answer in answers
    ]


def test_for_all_others_it_is_not_there(talk, buyer, client_of, admin, staff, seller):
    file = send_up(buyer, PDF, "a.pdf").json()["data"]["id"]
    message = write(buyer, talk, attachments=[file])["id"]
    absent = doors(client_of(UserFactory()), ABSENT, ABSENT, ABSENT)
    assert {status for status, _ in absent} == {404}

    # The store's staff ships orders; what is asked about products is the managers' matter.
    for who in (UserFactory(), UserFactory(seller=True), admin, staff):
        assert doors(client_of(who), talk["id"], message, file) == absent
        assert listed(client_of(who))["results"] == []
        assert listed(client_of(who))["unread"] == 0
    assert {status for status, _ in doors(client_of(None), talk["id"], message, file)} == {401}
    assert Message.objects.count() == 2


def test_whoever_manages_the_store_answers_for_it(talk, buyer, client_of, manager, seller):
    mia = client_of(manager)
    assert [each["id"] for each in listed(mia)["results"]] == [talk["id"]]
    assert seen(mia, talk)["speaking_for"] == str(seller.pk)
    answered = write(mia, talk, "Yes.")
    assert answered["author"] == {"id": str(manager.pk), "username": "mia"}
    assert answered["sender"] == {"id": str(seller.pk), "username": "pens"}

    message = buyer.get(f"{CONVERSATIONS}{talk['id']}/messages/").json()["results"][0]

    assert message["sender"] == {"id": str(seller.pk), "username": "pens"}
    assert message["author"] is None  # who works there is the store's matter
    assert "mia" not in buyer.get(CONVERSATIONS).content.decode()
    assert texts(client_of(seller), talk) == texts(mia, talk)


def test_whoever_left_the_store_sees_it_no_more(talk, client_of, manager):
    mia = client_of(manager)
    seen(mia, talk)

    Member.objects.filter(user=manager).delete()

    assert mia.get(f"{CONVERSATIONS}{talk['id']}/").status_code == 404
    assert listed(mia)["results"] == []


def test_a_managers_own_purchases_are_not_the_stores(client_of, manager, staff, seller, store):
    """Someone who sells also buys: what the account says as a customer isn't read by its store's people."""
    talk = start(client_of(seller), product=ProductFactory())

    assert client_of(manager).get(f"{CONVERSATIONS}{talk['id']}/").status_code == 404
    assert listed(client_of(manager))["results"] == []


def test_a_customer_who_becomes_a_member_has_it_once_and_as_the_customer(talk, buyer, customer, store):
    Member.objects.create(store=store, user=customer, role="manager")

    (one,) = listed(buyer)["results"]

    assert (one["id"], one["is_host"], one["speaking_for"]) == (talk["id"], False, str(customer.pk))


def test_nobody_writes_to_the_own_side(shop, client_of, manager, seller, pen, customer, store):
    for client in (shop, client_of(manager)):
        refused(client.post(CONVERSATIONS, {"about": {"product": str(pen.pk)}, "text": "x"}), 422, "OWN_SIDE")
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED])
def test_what_is_not_on_sale_begins_no_conversation(talk, buyer, shop, pen, client_of, status):
    said = {"about": {"product": str(pen.pk)}, "text": "x"}
    absent = buyer.post(CONVERSATIONS, said | {"about": {"product": ABSENT}})
    Product.objects.update(status=status)

    for client in (buyer, client_of(UserFactory())):
        answer = client.post(CONVERSATIONS, said)
        assert answer.status_code == absent.status_code == 404
        assert answer.json()["error"]["message"] == absent.json()["error"]["message"]
    # What has begun goes on: there may be something to settle.
    assert write(shop, talk, "It is sold out.")["number"] == 2


@pytest.mark.parametrize("about", ["1", "no-id", "", "x" * 40, "-1", 1, 1.5])
def test_what_can_be_no_product_is_not_there(buyer, about):
    answer = buyer.post(CONVERSATIONS, {"about": {"product": about}, "text": "x"})

    assert answer.status_code == (400 if about == "" else 404)


def test_a_visitor_is_asked_to_sign_in(client_of, pen):
    visitor = client_of(None)

    assert visitor.get(CONVERSATIONS).status_code == 401
    said = {"about": {"product": str(pen.pk)}, "text": "x"}
    assert visitor.post(CONVERSATIONS, said).status_code == 401
    assert visitor.post(CONVERSATIONS, said | {"about": {"product": ABSENT}}).status_code == 401
    assert send_up(visitor).status_code == 401


def test_an_order_is_talked_about_by_both(buyer, shop, client_of, staff, manager, pen, customer, seller):
    placed = bought(buyer, [(pen, 1)])
    talk = start(buyer, "Where is it?", order=placed["id"])
    assert talk["about"] == {"kind": "order", "id": placed["id"], "title": placed["number"]}

    for who in (seller, staff, manager):
        again = start(client_of(who), "On its way.", order=placed["id"])
        assert (again["id"], again["is_host"]) == (talk["id"], True)
        assert again["counterpart"]["username"] == "nora"
    assert seen(buyer, talk)["unread"] == 3
    assert (
        client_of(UserFactory())
        .post(CONVERSATIONS, {"about": {"order": placed["id"]}, "text": "x"})
        .status_code
        == 404
    )


def test_a_seller_may_begin(buyer, shop, pen, customer):
    placed = bought(buyer, [(pen, 1)])

    talk = start(shop, "The green one is sold out.", order=placed["id"])

    assert (talk["is_host"], talk["counterpart"]["id"]) == (True, str(customer.pk))
    assert [each["unread"] for each in listed(buyer)["results"]] == [1]


def test_an_order_that_is_not_paid_is_no_sale_yet(buyer, shop, pen):
    placed = order(buyer, [(pen, 1)])
    said = {"about": {"order": placed["id"]}, "text": "x"}

    refused(buyer.post(CONVERSATIONS, said), 422, "UNPROCESSABLE_ENTITY")
    refused(shop.post(CONVERSATIONS, said), 404, "NOT_FOUND")


def test_an_order_of_several_sellers_says_with_whom(buyer, client_of, pen, seller, customer):
    paper = ProductFactory(name="Paper")
    placed = bought(buyer, [(pen, 1), (paper, 1)])
    said = {"about": {"order": placed["id"]}, "text": "Where is it?"}

    error = refused(buyer.post(CONVERSATIONS, said), 422, "SEVERAL_COUNTERPARTIES")
    assert error["details"]["to"] == sorted([str(seller.pk), str(paper.seller_id)])
    stranger = buyer.post(CONVERSATIONS, said | {"to": str(UserFactory().pk)})
    refused(stranger, 422, "SEVERAL_COUNTERPARTIES")

    ids = {
        buyer.post(CONVERSATIONS, said | {"to": whom}).json()["data"]["id"] for whom in error["details"]["to"]
    }
    assert len(ids) == 2
    assert len(listed(client_of(seller))["results"]) == len(listed(client_of(paper.seller))["results"]) == 1


def test_a_closed_account_stays_readable_under_a_neutral_name(talk, buyer, shop, customer):
    write(shop, talk, "Yes.")
    User.objects.filter(pk=customer.pk).update(is_active=False)

    theirs = seen(shop, talk)

    assert theirs["counterpart"] == {"id": None, "username": "Former member"}
    assert theirs["can_write"] is False
    assert texts(shop, talk)[0] == talk["message"]["text"]
    assert "nora" not in shop.get(f"{CONVERSATIONS}{talk['id']}/messages/").content.decode()
    answer = shop.post(f"{CONVERSATIONS}{talk['id']}/messages/", {"text": "Are you there?"})
    refused(answer, 422, "COUNTERPARTY_GONE")


def test_an_erased_account_leaves_what_it_said(talk, shop, customer, client_of, admin):
    write(shop, talk, "Yes.")

    assert client_of(admin).delete(f"/api/users/{customer.pk}/").status_code == 204

    assert seen(shop, talk)["counterpart"] == {"id": None, "username": "Former member"}
    first = shop.get(f"{CONVERSATIONS}{talk['id']}/messages/?ordering=oldest").json()["results"][0]
    assert (first["text"], first["sender"]["id"]) == (talk["message"]["text"], None)
    refused(act(shop, talk, "block"), 422, "COUNTERPARTY_GONE")
    assert Participant.objects.count() == 2
