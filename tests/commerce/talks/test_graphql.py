"""Conversations at the GraphQL door: the same actions, the same answers."""

import pytest

from nexus.kernel.messaging.models import Conversation, Message, Report
from tests.asking import ask, refusal
from tests.commerce.talks.talking import ABSENT, PDF, listed, seen, send_up, start, texts, write
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db

TALK = """
fragment Talk on Conversation {
  id about { kind id title } counterpart { id username } speakingFor isHost unread readNumber readByOther
  lastMessage { id number isMine text attachments sentAt } isBlocked canWrite startedAt lastAt
}
"""
LINE = """
fragment Line on Message {
  id conversation number sender { id username } isMine author { id username } text
  attachments { id name contentType size } isRead sentAt
}
"""
START = f"""
mutation($input: ConversationInput!) {{
  startConversation(input: $input) {{ conversation {{ ...Talk }} message {{ ...Line }} }}
}} {TALK} {LINE}
"""
SEND = f"""
mutation($id: ID!, $input: MessageInput!) {{
  sendMessage(conversation: $id, input: $input) {{ ...Line }}
}} {LINE}
"""
READ = f"""
mutation($id: ID!, $message: ID) {{ markConversationRead(id: $id, message: $message) {{ ...Talk }} }} {TALK}
"""
BLOCK = f"mutation($id: ID!) {{ blockCounterpart(conversation: $id) {{ ...Talk }} }} {TALK}"
UNBLOCK = f"mutation($id: ID!) {{ unblockCounterpart(conversation: $id) {{ ...Talk }} }} {TALK}"
REPORT = """
mutation($id: ID!, $message: ID!, $input: MessageReportInput!) {
  reportMessage(conversation: $id, message: $message, input: $input) { id message reason note status filedAt }
}
"""
LIST = f"""
query($filter: ConversationFilter) {{
  unreadMessages conversations(filter: $filter) {{ totalCount edges {{ node {{ ...Talk }} }} }}
}} {TALK}
"""
ONE = f"query($id: ID!) {{ conversation(id: $id) {{ ...Talk }} }} {TALK}"
MESSAGES = f"""
query($id: ID!, $after: String) {{
  messages(conversation: $id, first: 2, after: $after) {{
    edges {{ node {{ ...Line }} }} pageInfo {{ hasNextPage endCursor }}
  }}
}} {LINE}
"""


def about(product):
    return {"kind": "product", "id": str(product.pk)}


def test_they_talk(buyer, shop, customer, seller, pen):
    file = send_up(buyer, PDF, "offer.pdf").json()["data"]["id"]
    said = {"about": about(pen), "text": "Is it <b>green</b>?", "attachments": [file]}
    begun = ask(buyer, START, input=said)["startConversation"]
    talk, message = begun["conversation"], begun["message"]
    assert talk["about"] == {"kind": "product", "id": str(pen.pk), "title": "Pen"}
    assert talk["lastMessage"]["attachments"] == 1
    assert message["text"] == "Is it <b>green</b>?"
    assert [each["name"] for each in message["attachments"]] == ["offer.pdf"]

    assert ask(shop, LIST)["unreadMessages"] == 1
    answered = ask(shop, SEND, id=talk["id"], input={"text": "Yes."})["sendMessage"]
    assert (answered["number"], answered["isMine"]) == (2, True)
    read = ask(shop, READ, id=talk["id"])["markConversationRead"]
    assert (read["unread"], read["readNumber"]) == (0, 2)
    assert ask(buyer, ONE, id=talk["id"])["conversation"]["readByOther"] == 2
    again = ask(buyer, START, input={"about": about(pen), "text": "And blue?"})["startConversation"]
    assert again["conversation"]["id"] == talk["id"]
    assert Conversation.objects.count() == 1

    first = ask(buyer, MESSAGES, id=talk["id"])["messages"]
    rest = ask(buyer, MESSAGES, id=talk["id"], after=first["pageInfo"]["endCursor"])["messages"]
    numbers = [edge["node"]["number"] for edge in first["edges"] + rest["edges"]]
    assert (numbers, rest["pageInfo"]["hasNextPage"]) == ([3, 2, 1], False)


def test_it_says_what_rest_says(talk, buyer, shop):
    write(shop, talk, "Yes.")
    assert texts(buyer, talk)

    (node,) = [edge["node"] for edge in ask(buyer, LIST)["conversations"]["edges"]]

    (card,) = listed(buyer)["results"]
    assert _snake(node) == card == seen(buyer, talk)
    line = ask(buyer, MESSAGES, id=talk["id"])["messages"]["edges"][1]["node"]
    assert _snake(line) == {**talk["message"], "is_read": False}


def test_the_list_is_narrowed(talk, buyer, shop, pen):
    def ids(**filters):
        return [edge["node"]["id"] for edge in ask(shop, LIST, filter=filters)["conversations"]["edges"]]

    assert ids(unread=True) == ids(about="product") == ids(aboutId=str(pen.pk)) == [talk["id"]]
    assert ids(unread=False) == ids(about="order") == []
    assert refusal(shop, LIST, filter={"about": "weather"})["code"] == "VALIDATION_ERROR"


def test_blocking_and_reporting(talk, buyer, shop):
    assert ask(shop, BLOCK, id=talk["id"])["blockCounterpart"]["isBlocked"] is True
    assert refusal(buyer, SEND, id=talk["id"], input={"text": "x"})["code"] == "CONVERSATION_BLOCKED"
    assert ask(shop, UNBLOCK, id=talk["id"])["unblockCounterpart"]["isBlocked"] is False

    said = {"reason": "SPAM", "note": "<b>"}
    filed = ask(shop, REPORT, id=talk["id"], message=talk["message"]["id"], input=said)["reportMessage"]

    assert (filed["reason"], filed["status"]) == ("SPAM", "OPEN")
    assert Report.objects.get().reason == "spam"


def test_for_all_others_it_is_not_there(talk, client_of, admin):
    message = talk["message"]["id"]
    for who in (UserFactory(), admin):
        client = client_of(who)
        for query, more in (
            (ONE, {}),
            (MESSAGES, {}),
            (SEND, {"input": {"text": "x"}}),
            (READ, {}),
            (BLOCK, {}),
            (UNBLOCK, {}),
            (REPORT, {"message": message, "input": {"reason": "SPAM"}}),
        ):
            own = refusal(client, query, id=talk["id"], **more)
            absent = refusal(
                client, query, id=ABSENT, **more | ({"message": ABSENT} if "message" in more else {})
            )
            assert (
                own["code"] == absent["code"] == refusal(client, query, id="x", **more)["code"] == "NOT_FOUND"
            )
            assert own["message"] == absent["message"]
        assert ask(client, LIST)["conversations"]["edges"] == []
    assert refusal(client_of(None), ONE, id=talk["id"])["code"] == "NOT_AUTHENTICATED"
    assert refusal(client_of(None), "{ unreadMessages }")["code"] == "NOT_AUTHENTICATED"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"about": {"kind": "weather", "id": "1"}, "text": "x"}, "VALIDATION_ERROR"),
        ({"about": {"kind": "product", "id": ABSENT}, "text": "x"}, "NOT_FOUND"),
        ({"about": {"kind": "product", "id": "1"}, "text": "x"}, "NOT_FOUND"),
        ({"about": {"kind": "product", "id": ABSENT}, "text": " "}, "VALIDATION_ERROR"),
        ({"about": {"kind": "product", "id": ABSENT}, "text": "x", "to": "x"}, "VALIDATION_ERROR"),
    ],
)
def test_what_can_not_be_begun(buyer, said, code):
    assert refusal(buyer, START, input=said)["code"] == code


def test_a_list_costs_the_same_however_long_it_is(talk, buyer, shop, seller, django_assert_num_queries):
    for size in (2, 3):
        start(buyer, product=ProductFactory(seller=seller))
        query = LIST.replace("unreadMessages", "").replace("totalCount", "")
        with django_assert_num_queries(4):  # who asks, its two kinds of stores, the rows
            assert len(ask(shop, query)["conversations"]["edges"]) == size


def _snake(node):
    """Write a node as REST does."""
    if isinstance(node, list):
        return [_snake(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        "".join(f"_{c.lower()}" if c.isupper() else c for c in name): _snake(v) for name, v in node.items()
    }
