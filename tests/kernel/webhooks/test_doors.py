"""The other doors on the same actions: GraphQL, the back office, the command line."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from standardwebhooks import Webhook

from nexus.kernel.webhooks.models import Delivery, Endpoint
from tests.asking import ask, post, refusal
from tests.factories.accounts import UserFactory
from tests.factories.webhooks import EndpointFactory
from tests.kernel.webhooks.test_sending import happen

pytestmark = pytest.mark.django_db

CREATE = """mutation($input: WebhookInput!) {
    createWebhook(input: $input) { secret endpoint { id side owner state events } } }"""


def test_all_of_it_over_graphql(client_of, seller):
    client = client_of(seller)
    wanted = {"url": "https://example.com/hooks", "events": ["commerce.order.*"]}

    made = ask(client, CREATE, input=wanted)["createWebhook"]
    Webhook(made["secret"])
    assert made["endpoint"]["side"] == "store"
    one = made["endpoint"]["id"]
    changed = ask(
        client,
        """mutation($id: ID!) {
            changeWebhook(id: $id, input: {description: "Ours"}) { description events }
            pauseWebhook(id: $id) { state }
            resumed: resumeWebhook(id: $id) { state }
            rotateWebhookSecret(id: $id) { secret overlapUntil }
        }""",
        id=one,
    )
    tried = ask(
        client,
        """mutation($id: ID!) {
            testWebhook(id: $id) { body id event state tries { status } }
            replayWebhooks(id: $id, input: {since: "2026-11-01T00:00:00Z"}) { endpoint eventsToRead }
        }""",
        id=one,
    )
    assert changed["changeWebhook"] == {"description": "Ours", "events": ["commerce.order.*"]}
    assert changed["pauseWebhook"] == {"state": "PAUSED"}
    assert changed["resumed"] == {"state": "ACTIVE"}
    delivery = tried["testWebhook"]["id"]
    read = ask(
        client,
        """query($id: ID!, $delivery: ID!) {
            webhooks(first: 5, filter: {state: ACTIVE}) { totalCount edges { node { id url } } }
            webhook(id: $id) { description }
            webhookDeliveries(webhook: $id, first: 5) { edges { node { webhookId state attempts } } }
            webhookDelivery(webhook: $id, id: $delivery) { body event tries { status } }
        }""",
        id=one,
        delivery=delivery,
    )
    assert read["webhooks"]["totalCount"] == 1
    assert read["webhookDelivery"]["event"] == "webhooks.test"
    again = "mutation($w: ID!, $d: ID!) { resendWebhookDelivery(webhook: $w, id: $d) { body } }"
    assert ask(client, again, w=one, d=delivery)
    assert ask(client, "mutation($id: ID!) { deleteWebhook(id: $id) }", id=one) == {"deleteWebhook": one}
    assert ask(client, "{ webhooks(first: 1) { totalCount } }")["webhooks"]["totalCount"] == 0


def test_anothers_is_not_there_over_graphql_either(client_of, seller):
    theirs = EndpointFactory(side="store", owner=seller, events=["commerce.*"])
    stranger = client_of(UserFactory(seller=True))

    error = refusal(stranger, "query($id: ID!) { webhook(id: $id) { url } }", id=str(theirs.pk))

    assert error["code"] == "NOT_FOUND"


def test_a_secret_is_not_kept_under_a_key(client_of, seller):
    client = client_of(seller)
    client.credentials(**client._credentials, HTTP_IDEMPOTENCY_KEY="mine")
    wanted = {"url": "https://example.com/hooks", "events": ["commerce.order.*"]}

    answer = post(client, CREATE, input=wanted).json()

    assert answer["errors"][0]["extensions"]["code"] == "MALFORMED_REQUEST"
    assert not Endpoint.objects.exists()


def test_the_back_office_pauses_tests_and_sends_again(admin, there, send):
    endpoint = EndpointFactory(url=there.url("ok"), events=["accounts.*"])
    office = Client()
    office.force_login(admin)
    endpoints, deliveries = (
        reverse(f"admin:webhooks_{name}_changelist") for name in ("endpoint", "delivery")
    )

    def do(path, action, *ones):
        body = {"action": action, "_selected_action": [str(one.pk) for one in ones]}
        return office.post(path, body, follow=True).content.decode()

    assert "paused" in do(endpoints, "pause", endpoint)
    assert "resumed" in do(endpoints, "resume", endpoint)
    assert "sent a test event" in do(endpoints, "test", endpoint)
    send()
    delivery = Delivery.objects.get(event="webhooks.test")
    assert "sent again" in do(deliveries, "send_again", delivery)
    send()
    assert sum(b"webhooks.test" in came.body for came in there.received["ok"]) == 2
    page = office.get(reverse("admin:webhooks_endpoint_change", args=[endpoint.pk])).content.decode()
    assert endpoint.whsec not in page
    Endpoint.objects.update(state="disabled")
    assert "Resume it first" in do(endpoints, "test", endpoint)


def test_the_command_tells_resends_and_replays(there, send):
    endpoint = EndpointFactory(url=there.url("ok"), events=["accounts.*"])
    happen(2)
    send()

    def command(*arguments):
        out = io.StringIO()
        call_command("webhooks", *arguments, stdout=out)
        return out.getvalue()

    assert f"{there.url('ok')}: 2 delivered" in command("status")
    command("resend", str(Delivery.objects.first().pk))
    send()
    assert len(there.received["ok"]) == 3
    assert "1 endpoints" in command("replay", "--since", "2026-01-01")
    send()
    assert len(there.received["ok"]) == 5
    command("replay", "--since", "2026-01-01", "--endpoint", str(endpoint.pk))
    send()
    assert len(there.received["ok"]) == 7
    with pytest.raises(CommandError, match="no such"):
        command("resend", "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10")
    Endpoint.objects.update(state="disabled")
    with pytest.raises(CommandError, match="Resume it first"):
        command("resend", str(Delivery.objects.first().pk))
    Endpoint.objects.update(state="deleted")
    assert there.url("ok") not in command("status")
