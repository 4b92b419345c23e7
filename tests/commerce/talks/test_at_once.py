"""What holds when many come at the same moment, and that these tests would notice if it didn't."""

from collections import Counter
from functools import partial

import pytest
from django.db import connection

from nexus.kernel.messaging.actions.limits import CONVERSATIONS_A_DAY, MESSAGES_A_MINUTE
from nexus.kernel.messaging.models import Conversation, Message, Participant
from tests.commerce.buying import bought
from tests.commerce.talks.talking import CONVERSATIONS, PDF, act, send_up, start, texts
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8


def statuses(answers):
    return Counter(answer.status_code for answer in answers)


def beginning_at_once(buyer, shop, pen):
    """Both sides of an order write first, several times each."""
    placed = bought(buyer, [(pen, 1)])
    said = {"about": {"order": placed["id"]}, "text": "First!"}
    deeds = [partial(client.post, CONVERSATIONS, said) for client in (buyer, shop) for _ in range(MANY // 2)]
    return all_at_once(deeds)


def test_many_first_messages_at_once_are_one_conversation(buyer, shop, pen):
    answers = beginning_at_once(buyer, shop, pen)

    assert statuses(answers) == {201: MANY}, [answer.json() for answer in answers]
    talk = Conversation.objects.get()
    assert {answer.json()["data"]["id"] for answer in answers} == {str(talk.pk)}
    assert Participant.objects.count() == 2
    assert sorted(Message.objects.values_list("number", flat=True)) == list(range(1, MANY + 1))
    assert talk.last_number == MANY
    assert {side.unread for side in Participant.objects.all()} == {MANY // 2}


def _begun_at_once(buyer, shop, pen) -> int:
    """How many conversations came of it; none is left."""
    beginning_at_once(buyer, shop, pen)
    begun = Conversation.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE messaging_conversation CASCADE")
    return begun


def test_without_the_constraint_there_would_be_many(buyer, shop, pen):
    constraint = next(c for c in Conversation._meta.constraints if c.name == "conversation_once")
    with connection.schema_editor() as schema:
        schema.remove_constraint(Conversation, constraint)
    shop.raise_request_exception = buyer.raise_request_exception = False
    try:
        # It takes luck to lose a race: a few are run.
        assert any(_begun_at_once(buyer, shop, pen) > 1 for _ in range(20))
    finally:
        with connection.schema_editor() as schema:
            schema.add_constraint(Conversation, constraint)


def test_writing_and_reading_at_once_lose_no_unread_message(buyer, shop, pen):
    talk = start(buyer, product=pen)
    writing = partial(buyer.post, f"{CONVERSATIONS}{talk['id']}/messages/", {"text": "x"})
    reading = partial(act, shop, talk, "read")

    for _ in range(3):
        answers = all_at_once([writing, reading] * (MANY // 2))
        assert set(statuses(answers)) == {200, 201}
        side = Participant.objects.get(is_host=True)
        assert side.unread == Message.objects.filter(number__gt=side.read_number).count()


def test_with_a_key_all_get_the_same_answer(buyer, pen):
    said = {"about": {"product": str(pen.pk)}, "text": "Once."}
    begin = partial(buyer.post, CONVERSATIONS, said, HTTP_IDEMPOTENCY_KEY="at-once")

    answers = all_at_once([begin] * MANY)

    assert statuses(answers) == {201: MANY}
    assert len({answer.content for answer in answers}) == 1
    assert Message.objects.count() == 1


def test_a_file_goes_with_one_message(buyer, pen):
    talk = start(buyer, product=pen)
    file = send_up(buyer, PDF).json()["data"]["id"]
    said = {"text": "See here.", "attachments": [file]}

    answers = all_at_once([partial(buyer.post, f"{CONVERSATIONS}{talk['id']}/messages/", said)] * MANY)

    assert statuses(answers) == {201: 1, 400: MANY - 1}
    assert texts(buyer, talk).count("See here.") == 1


def test_the_limit_of_a_minute_holds_at_once(buyer, customer, pen, client_of):
    talk = start(buyer, product=pen)
    of_talk = Conversation.objects.get()
    Message.objects.bulk_create(
        Message(conversation=of_talk, number=number, is_from_host=False, author=customer, text="x")
        for number in range(2, MESSAGES_A_MINUTE - 1)
    )
    Conversation.objects.update(last_number=MESSAGES_A_MINUTE - 2)
    other = start(client_of(UserFactory()), product=pen)  # others may write all the same

    answers = all_at_once(
        [partial(buyer.post, f"{CONVERSATIONS}{talk['id']}/messages/", {"text": "x"})] * MANY
    )

    assert statuses(answers) == {201: 2, 429: MANY - 2}
    late = next(answer for answer in answers if answer.status_code == 429)
    assert late.json()["error"]["code"] == "TOO_MANY_MESSAGES"
    assert 0 < int(late["Retry-After"]) <= 60
    assert other["can_write"]


def test_the_limit_of_a_day_holds(buyer, customer, pen, seller):
    Conversation.objects.bulk_create(
        Conversation(
            kind="product", about=str(number), title="x", guest=customer, host=seller, starter=customer
        )
        for number in range(CONVERSATIONS_A_DAY - 1)
    )
    talk = start(buyer, product=pen)
    more = {"about": {"product": str(ProductFactory(seller=seller).pk)}, "text": "x"}

    answer = buyer.post(CONVERSATIONS, more)

    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "TOO_MANY_CONVERSATIONS"
    assert 80_000 < int(answer["Retry-After"]) <= 86_400
    assert start(buyer, product=pen)["id"] == talk["id"]  # what has begun goes on


def test_a_file_that_could_not_be_written_down_is_not_kept(buyer, private, monkeypatch):
    def broken(*_, **__):
        raise ValueError("the database said no")

    monkeypatch.setattr("nexus.kernel.messaging.models.Attachment.objects.create", broken)
    buyer.raise_request_exception = False

    assert send_up(buyer, PDF).status_code == 500
    assert not [*private.rglob("*.pdf")]
