"""Whoever is written to is told of it: in the background, once a conversation, and live by ids alone."""

import pytest
from django.core import mail

from nexus.commerce.stores.models import Member
from nexus.kernel.events.bus import Heard
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import Actor
from nexus.kernel.live.topics import address_of, concerned, doubted
from nexus.kernel.messaging.models import Participant
from nexus.kernel.notifications.models import Notification
from tests.commerce.talks.talking import ABSENT, act, start, write
from tests.delivering import deliver_events
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


def told():
    deliver_events()
    return list(Notification.objects.filter(kind="new_message").order_by("id"))


def test_the_seller_is_told_in_the_background(talk, seller):
    assert not Notification.objects.exists()

    (notification,) = told()

    assert notification.user == seller
    assert notification.title == "nora wrote to you about Pen"
    assert notification.text == "Is it still to be had in <b>green</b>?"
    assert notification.link == f"/api/conversations/{talk['id']}/"
    assert notification.about == {"conversation": talk["id"], "message": talk["message"]["id"]}


def test_its_mail_neutralises_what_was_written(talk, seller):
    told()

    (message,) = [message for message in mail.outbox if message.to == [seller.email]]
    (html, _), *_ = message.alternatives
    assert "<b>green</b>" not in html
    assert "&lt;b&gt;green&lt;/b&gt;" in html


def test_one_conversation_is_told_of_once_while_it_is_unread(talk, buyer, seller):
    for text in ("Hello?", "Anybody?"):
        write(buyer, talk, text)
    start(buyer, product=ProductFactory(seller=seller))

    assert len(told()) == 2
    assert len([message for message in mail.outbox if message.to == [seller.email]]) == 2


def test_what_was_read_already_is_not_told(talk, shop):
    act(shop, talk, "read")

    assert told() == []


def test_reading_the_conversation_settles_what_was_told_of_it(manager, talk, buyer, shop, seller):
    assert len(told()) == 2
    other = start(buyer, product=ProductFactory(seller=seller))
    told()

    act(shop, talk, "read")  # the store's one inbox

    left = Notification.objects.filter(read_at=None)
    assert {notification.about["conversation"] for notification in left} == {other["id"]}
    assert {notification.user for notification in left} == {seller, manager}
    mail.outbox.clear()
    write(buyer, talk, "Hello?")
    assert len(told()) == 6
    assert {message.to[0] for message in mail.outbox} == {seller.email, manager.email}


def test_what_is_still_unread_stays_told(talk, buyer, shop):
    write(buyer, talk, "Hello?")
    told()

    act(shop, talk, "read", message=talk["message"]["id"])

    assert Notification.objects.get().read_at is None


def test_all_who_answer_for_the_store_are_told_and_not_who_wrote(
    talk, client_of, shop, manager, staff, buyer, seller, customer
):
    told()
    Notification.objects.all().delete()
    write(buyer, talk, "Hello?")
    assert {notification.user for notification in told()} == {seller, manager}

    Notification.objects.all().delete()
    write(client_of(manager), talk, "Yes.")
    assert {notification.user for notification in told()} == {customer}


def test_the_live_topic_is_for_the_two_sides(talk, customer, seller, manager, staff, admin):
    def may_listen(user, conversation=talk["id"]):
        actor = Actor.of(user)
        address = address_of(f"conversation:{conversation}", actor)
        return address.topic.may_listen(actor, address.id)

    assert may_listen(customer)
    assert may_listen(seller)
    assert may_listen(manager)
    assert not may_listen(staff)
    assert not may_listen(admin)
    assert not may_listen(UserFactory())
    assert not may_listen(customer, ABSENT)
    assert "conversation" in {topic.name for topic in concerned("messaging.message.sent")}
    assert "conversation" in {topic.name for topic in doubted("commerce.store.member_removed")}
    Member.objects.all().delete()
    assert not may_listen(manager)


def test_it_is_told_live_by_ids_alone(talk, customer, manager):
    (topic,) = [topic for topic in concerned("messaging.message.sent") if topic.name == "conversation"]
    shown = topic.shape(_heard("messaging.message.sent"))

    assert shown == {
        "conversation_id": talk["id"],
        "message_id": talk["message"]["id"],
        "sender_id": str(customer.pk),
    }
    assert list(topic.ids_of(_heard("messaging.message.sent"))) == [talk["id"]]
    assert Participant.objects.count() == 2


def _heard(name):

    row = Event.objects.filter(name=name).values(*Heard.__dataclass_fields__).get()
    return Heard(**row)
