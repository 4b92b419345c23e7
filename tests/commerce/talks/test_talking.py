"""A customer and a seller talk about a product."""

import pytest
from django.utils.dateparse import parse_datetime

from nexus.kernel.events.models import Event
from nexus.kernel.messaging.models import Conversation, Message, Participant
from tests.commerce.buying import refused
from tests.commerce.talks.talking import CONVERSATIONS, act, listed, seen, start, texts, write
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def test_a_conversation_begins_with_its_first_message(talk, customer, seller, pen, shop):
    assert talk["about"] == {"kind": "product", "id": str(pen.pk), "title": "Pen"}
    assert talk["counterpart"] == {"id": str(seller.pk), "username": "pens"}
    assert (talk["is_host"], talk["unread"], talk["can_write"]) == (False, 0, True)
    message = talk["message"]
    assert message["text"] == "Is it still to be had in <b>green</b>?"
    assert (message["number"], message["is_mine"], message["is_read"]) == (1, True, False)
    assert message["sender"] == message["author"] == {"id": str(customer.pk), "username": "nora"}

    theirs = seen(shop, talk)
    assert (theirs["is_host"], theirs["unread"]) == (True, 1)
    assert theirs["counterpart"] == {"id": str(customer.pk), "username": "nora"}
    assert theirs["last_message"]["text"] == message["text"]
    assert theirs["last_message"]["is_mine"] is False


def test_both_write_and_both_read_the_same(talk, buyer, shop):
    write(shop, talk, "Yes.\nAnd in blue.")
    write(buyer, talk, "  Good. ")

    said = ["Is it still to be had in <b>green</b>?", "Yes.\nAnd in blue.", "  Good. "]
    assert texts(buyer, talk) == texts(shop, talk) == said
    assert texts(buyer, talk, "") == said[::-1]


def test_about_the_same_thing_it_goes_on(talk, buyer, pen):
    again = start(buyer, "And in blue?", product=pen)

    assert again["id"] == talk["id"]
    assert (again["message"]["number"], again["message"]["text"]) == (2, "And in blue?")
    assert Conversation.objects.count() == 1


def test_another_thing_or_customer_is_another_conversation(talk, buyer, client_of, seller, pen):
    other = start(buyer, product=ProductFactory(seller=seller))
    another = start(client_of(UserFactory()), product=pen)

    assert len({talk["id"], other["id"], another["id"]}) == 3


def test_reading_is_seen_by_the_other_side(talk, buyer, shop):
    write(buyer, talk, "Hello?")
    assert seen(buyer, talk)["read_by_other"] == 0

    first = act(shop, talk, "read", message=talk["message"]["id"]).json()["data"]
    assert (first["unread"], first["read_number"]) == (1, 1)
    assert seen(buyer, talk)["read_by_other"] == 1
    assert [m["is_read"] for m in _messages(buyer, talk)] == [True, False]

    assert act(shop, talk, "read").json()["data"]["unread"] == 0
    back = act(shop, talk, "read", message=talk["message"]["id"]).json()["data"]
    assert (back["unread"], back["read_number"]) == (0, 2)
    assert [m["is_read"] for m in _messages(buyer, talk)] == [True, True]
    assert Event.objects.filter(name="messaging.conversation.read").count() == 2


def test_what_one_wrote_oneself_is_never_unread(talk, buyer, shop):
    write(shop, talk, "Yes.")
    write(shop, talk, "Certainly.")
    write(buyer, talk, "Good.")

    assert (seen(buyer, talk)["unread"], seen(shop, talk)["unread"]) == (2, 2)
    second = _messages(buyer, talk)[1]["id"]
    assert act(buyer, talk, "read", message=second).json()["data"]["unread"] == 1


def test_a_message_of_another_conversation_is_none_to_have_read(talk, buyer, shop, seller):
    other = start(buyer, product=ProductFactory(seller=seller))

    answer = act(shop, talk, "read", message=other["message"]["id"])

    assert list(refused(answer, 400, "VALIDATION_ERROR")["details"]) == ["message"]


def test_the_list_is_by_activity_and_tells_what_is_unread(talk, buyer, shop, seller):
    other = start(buyer, "x" * 300, product=ProductFactory(seller=seller))
    assert [each["id"] for each in listed(shop)["results"]] == [other["id"], talk["id"]]
    write(buyer, talk, "Hello?\nAnybody?")

    body = listed(shop)

    assert [each["id"] for each in body["results"]] == [talk["id"], other["id"]]
    assert [each["unread"] for each in body["results"]] == [2, 1]
    assert body["unread"] == 3
    assert body["results"][0]["last_message"]["text"] == "Hello? Anybody?"
    assert len(body["results"][1]["last_message"]["text"]) == 140
    assert listed(buyer)["unread"] == 0


def test_the_list_is_narrowed(talk, buyer, shop, seller, pen):
    other = start(buyer, product=ProductFactory(seller=seller))
    act(shop, other, "read")

    def ids(query):
        return [each["id"] for each in listed(shop, query)["results"]]

    assert ids("?unread=true") == [talk["id"]]
    assert ids("?unread=false") == [other["id"]]
    assert ids("?about=product") == [other["id"], talk["id"]]
    assert ids("?about=order") == []
    assert ids(f"?about=product&about_id={pen.pk}") == [talk["id"]]
    for wrong in ("about=weather", "unread=perhaps", "kind=product"):
        error = refused(shop.get(f"{CONVERSATIONS}?{wrong}"), 400, "VALIDATION_ERROR")
        assert list(error["details"]) == [wrong.partition("=")[0]]


def test_lists_walk_by_cursor(talk, buyer, shop):
    for number in range(4):
        write(buyer, talk, str(number))
    walked, link = [], f"{CONVERSATIONS}{talk['id']}/messages/?cursor=&page_size=2"
    while link:
        body = shop.get(link).json()
        walked += [message["number"] for message in body["results"]]
        link = body["next"]

    assert walked == [5, 4, 3, 2, 1]
    assert refused(
        shop.get(f"{CONVERSATIONS}{talk['id']}/messages/?ordering=length"), 400, "VALIDATION_ERROR"
    )


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * 5_001}, "text"),
        ({"text": ["x"]}, "text"),
        ({"text": "x", "attachments": "x"}, "attachments"),
        ({"text": "x", "attachments": ["no-id"]}, "attachments"),
        ({"text": "x", "attachments": ["00000000-0000-7000-8000-000000000000"]}, "attachments"),
        ({"text": "x", "attachments": ["00000000-0000-7000-8000-000000000000"] * 2}, "attachments"),
        ({"text": "x", "attachments": [f"{n:032x}" for n in range(6)]}, "attachments"),
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(talk, buyer, said, named):
    answer = buyer.post(f"{CONVERSATIONS}{talk['id']}/messages/", said)

    assert list(refused(answer, 400, "VALIDATION_ERROR")["details"]) == [named]
    assert Message.objects.count() == 1
    assert Conversation.objects.get().last_number == 1


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800"])
def test_what_no_text_can_hold_is_refused(talk, buyer, text):
    body = '{"text": "' + text.encode("unicode_escape").decode().replace("\\x", "\\u00") + '"}'

    answer = buyer.post(f"{CONVERSATIONS}{talk['id']}/messages/", body, content_type="application/json")

    refused(answer, 400, "MALFORMED_REQUEST")


def test_a_megabyte_is_refused(talk, buyer):
    long = buyer.post(f"{CONVERSATIONS}{talk['id']}/messages/", {"text": "x" * 1_000_000})
    refused(long, 400, "VALIDATION_ERROR")
    longer = buyer.post(f"{CONVERSATIONS}{talk['id']}/messages/", {"text": "x" * 3_000_000})
    refused(longer, 413, "PAYLOAD_TOO_LARGE")


def test_the_longest_text_stands_as_it_was_written(talk, buyer):
    text = "<script>alert('ä')</script>" + "😀" * 4_973

    assert write(buyer, talk, text)["text"] == text
    answer = buyer.get(f"{CONVERSATIONS}{talk['id']}/messages/")
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"text": "x"}, "about"),
        ({"about": {}, "text": "x"}, "about"),
        ({"about": "product", "text": "x"}, "about"),
        ({"about": {"weather": "1"}, "text": "x"}, "about"),
        ({"about": {"product": "1", "order": "2"}, "text": "x"}, "about"),
        ({"about": {"product": {"id": "1"}}, "text": "x"}, "about"),
    ],
)
def test_what_can_not_be_talked_about(buyer, said, named):
    assert list(refused(buyer.post(CONVERSATIONS, said), 400, "VALIDATION_ERROR")["details"]) == [named]


def test_a_key_is_honoured(talk, buyer, pen):
    said = {"about": {"product": str(pen.pk)}, "text": "Once."}
    answers = [buyer.post(CONVERSATIONS, said, HTTP_IDEMPOTENCY_KEY="a") for _ in range(3)]
    path = f"{CONVERSATIONS}{talk['id']}/messages/"
    written = [buyer.post(path, {"text": "Twice."}, HTTP_IDEMPOTENCY_KEY="b") for _ in range(3)]

    assert len({answer.content for answer in answers}) == len({answer.content for answer in written}) == 1
    assert texts(buyer, talk)[1:] == ["Once.", "Twice."]
    other = buyer.post(path, {"text": "Else."}, HTTP_IDEMPOTENCY_KEY="b")
    refused(other, 422, "IDEMPOTENCY_MISMATCH")


def test_the_log_tells_ids_and_no_word_of_it(talk, customer, seller):
    started, sent = Event.objects.filter(name__startswith="messaging.").order_by("position")

    assert (started.name, started.subject) == ("messaging.conversation.started", talk["id"])
    assert (sent.name, sent.subject) == ("messaging.message.sent", talk["message"]["id"])
    assert sent.payload == {
        "message_id": talk["message"]["id"],
        "conversation_id": talk["id"],
        "sender_id": str(customer.pk),
        "recipient_ids": [str(seller.pk)],
    }


@pytest.mark.parametrize("size", [1, 9])
def test_reading_costs_the_same_however_much_there_is(
    talk, buyer, shop, seller, size, django_assert_num_queries
):
    for number in range(size):
        start(buyer, product=ProductFactory(seller=seller))
        write(buyer, talk, str(number))
    shop.get(CONVERSATIONS)

    with django_assert_num_queries(6):  # who asks, its two kinds of stores, what is unread, count, rows
        assert len(listed(shop)["results"]) == size + 1
    with django_assert_num_queries(3):  # who asks, the two sides, the conversation
        seen(shop, talk)
    with django_assert_num_queries(5):  # and the count and the rows of its messages
        assert len(texts(shop, talk)) == size + 1


def test_writing_costs_the_same_however_much_there_is(talk, buyer, django_assert_max_num_queries):
    write(buyer, talk)
    for _ in range(5):
        with django_assert_max_num_queries(19):
            write(buyer, talk)


def test_sides_and_numbers_agree(talk, buyer, shop):
    for client in (shop, buyer, shop):
        write(client, talk)

    guest, host = Participant.objects.order_by("is_host")
    assert (guest.unread, host.unread) == (2, 2)
    assert guest.last_at == host.last_at == Message.objects.get(number=4).sent_at
    assert parse_datetime(seen(buyer, talk)["last_at"]) == guest.last_at


def _messages(client, talk):
    return client.get(f"{CONVERSATIONS}{talk['id']}/messages/?ordering=oldest").json()["results"]
