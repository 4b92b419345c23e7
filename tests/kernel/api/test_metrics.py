"""Figures for Prometheus: told to those who may read them, and right."""

import time
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from nexus.kernel.api import counting
from nexus.kernel.api.breaker import breaker
from nexus.kernel.currencies.actions import sync_exchange_rates
from nexus.kernel.events.models import Delivery, Event, Pending
from nexus.kernel.kit import measuring
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.valkey import valkey
from nexus.kernel.mail.models import Mail
from nexus.kernel.tasks.queues import depths, named, queues
from nexus.kernel.webhooks.models import Delivery as WebhookDelivery
from tests.factories.taxonomy import CategoryFactory
from tests.factories.webhooks import EndpointFactory
from tests.kernel import working

PATH = "/health/metrics"


def scraped(**headers):
    answer = Client().get(PATH, headers=headers)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answer["Cache-Control"] == "no-store"
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def status(**asked):
    return Client().get(PATH, **asked).status_code


@pytest.mark.django_db
def test_a_program_on_this_machine_may_read_while_there_is_no_token():
    assert status() == 200
    assert status(REMOTE_ADDR="::1") == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "localhost"},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"X-Real-IP": "127.0.0.1"}},
        {"headers": {"Via": "1.1 proxy"}},
    ],
)
def test_nobody_else_may_nor_through_a_proxy(asked):
    answer = Client().get(PATH, **asked)  # no database mark: nothing is measured

    assert answer.status_code == 403
    assert "METRICS_TOKEN" in answer.json()["status"]


def test_behind_proxies_of_its_own_a_site_needs_a_token(settings):
    settings.TRUSTED_PROXIES = 1

    assert status() == 403


@pytest.mark.django_db
def test_with_a_token_only_the_token_counts(settings):
    settings.METRICS_TOKEN = "local-7"

    assert scraped(authorization="Bearer local-7")
    for wrong in ({}, {"authorization": "Bearer nönsense"}, {"authorization": "local-7"}):
        answer = Client().get(PATH, headers=wrong)
        assert (answer.status_code, "WWW-Authenticate" in answer) == (401, True)
    assert status(REMOTE_ADDR="10.0.0.7", headers={"authorization": "Bearer local-7"}) == 200


def test_they_are_read():
    assert Client().post(PATH).status_code == 405


@pytest.mark.django_db
def test_they_are_asked_without_a_host_name(settings):
    settings.ALLOWED_HOSTS = ["nexus.example"]
    settings.SECURE_SSL_REDIRECT = True

    assert status(HTTP_HOST="10.1.2.3:8000") == 200


@pytest.mark.django_db
def test_what_waits_since_when_and_what_was_given_up(client_of, admin):
    assert client_of(admin).post("/api/categories/", {"name": "Pens"}).status_code == 201
    position = Event.objects.last_position()
    minute_ago = timezone.now() - timedelta(minutes=1)
    Pending.objects.update(happened_at=minute_ago)
    for number, told in enumerate([{}, {"error": "no"}, {"error": "no", "failed_at": minute_ago}]):
        Delivery.objects.create(
            position=number, happened_at=minute_ago, receiver="a.b", due_at=minute_ago, **told
        )

    told = scraped()

    assert told["nexus_events_total",] == position > 0
    assert told["nexus_relay_pending_events",] == Pending.objects.count() > 0
    assert 59 < told["nexus_relay_lag_seconds",] < 90
    assert [told["nexus_deliveries", "a.b", state] for state in ("waiting", "retrying", "given_up")] == [
        1
    ] * 3


@pytest.mark.django_db
def test_mail_webhooks_and_exchange_rates():
    told = scraped()
    assert (told["nexus_mail_unsent",], told["nexus_mail_lag_seconds",]) == (0, 0)
    assert (told["nexus_webhook_deliveries_due",], told["nexus_webhook_lag_seconds",]) == (0, 0)
    assert ("nexus_exchange_rates_age_days",) not in told

    hour_ago = timezone.now() - timedelta(hours=1)
    Mail.objects.create(template="lamp", to=["ada@example.com"], subject="Lit", text="!", created_at=hour_ago)
    Mail.objects.create(template="lamp", to=["ada@example.com"], subject="Out", text=".", sent_at=hour_ago)
    endpoint, paused = EndpointFactory(), EndpointFactory(state="paused")
    for to, due_at in (
        (endpoint, hour_ago),
        (endpoint, timezone.now() + timedelta(hours=1)),
        (paused, hour_ago),
    ):
        WebhookDelivery.objects.create(endpoint=to, event_id=new_id(), event="a.b", body="{}", due_at=due_at)
    WebhookDelivery.objects.create(
        endpoint=endpoint, event_id=new_id(), event="a.b", body="{}", state="given_up"
    )
    sync_exchange_rates()

    told = scraped()
    assert told["nexus_mail_unsent",] == 1
    assert 3_599 < told["nexus_mail_lag_seconds",] < 3_700
    assert told["nexus_webhook_deliveries_due",] == 1
    assert 3_599 < told["nexus_webhook_lag_seconds",] < 3_700
    assert told["nexus_webhook_deliveries_given_up",] == 1
    assert (told["nexus_webhook_endpoints", "active"], told["nexus_webhook_endpoints", "paused"]) == (1, 1)
    assert (told["nexus_exchange_rates_age_days",], told["nexus_exchange_rates_stale",]) == (0, 0)


@pytest.fixture
def counted(monkeypatch):
    """Counts that begin at nought, and are told the site at each scrape alone."""
    monkeypatch.setattr(counting, "KEY", f"nexus:requests:{new_id()}")
    monkeypatch.setattr(counting, "_counted", {})
    monkeypatch.setattr(counting, "EVERY_S", float("inf"))
    yield
    valkey().delete(counting.KEY)


@pytest.mark.django_db
def test_requests_are_counted_by_route_method_and_answer(counted, seller, client_of):
    category = CategoryFactory()
    for number in (category.pk, category.pk, 999_999):
        client_of().get(f"/api/categories/{number}/")
    client_of(seller).post("/api/categories/", {"name": "Pens"})
    client_of().generic("BREW", "/no/such/path")

    told = scraped()

    of_a_category = "api/categories/<int:category_id>/"
    assert told["nexus_request_seconds_count", "200", "GET", of_a_category] == 2, "the second is a kept page"
    assert told["nexus_request_seconds_count", "404", "GET", of_a_category] == 1
    assert told["nexus_request_seconds_count", "201", "POST", "api/categories/"] == 1
    assert told["nexus_request_seconds_bucket", "+Inf", "201", "POST", "api/categories/"] == 1
    assert 0 < told["nexus_request_seconds_sum", "201", "POST", "api/categories/"] < 10
    assert any(key[2:] == ("other", "other") for key in told if key[0] == "nexus_request_seconds_count")
    assert scraped()["nexus_request_seconds_count", "200", "GET", of_a_category] == 2, "told once"


def test_every_process_adds_to_the_same_counts_and_none_is_lost_while_valkey_is_away(counted, monkeypatch):
    at, route = time.perf_counter(), SimpleNamespace(route="api/pens/")
    count = partial(counting.count_answer, "GET", 200, route, at)
    count()
    with monkeypatch.context() as away:
        away.setattr(breaker, "ask", lambda _: None)
        counting.tell_counts()
    count()
    counting.tell_counts()
    count()

    (spread,) = counting.requests()
    assert sum(number for _, number in spread.buckets) == 3


@pytest.mark.django_db
def test_a_measure_that_fails_takes_no_other_with_it(monkeypatch, settings):
    def broken():
        yield measuring.Figure("nexus_half", "Half of it.", 1)
        raise RuntimeError

    monkeypatch.setitem(measuring._MEASURES, "a.broken", broken)
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    told = scraped()

    assert told["nexus_measure_failed", "a.broken"] == 1
    assert ("nexus_half",) not in told
    assert told["nexus_measure_failed", "nexus.kernel.tasks.metrics.queues_at_the_broker"] == 1
    assert told["nexus_measure_failed", "nexus.kernel.events.metrics.relay"] == 0
    assert ("nexus_relay_pending_events",) in told


@pytest.mark.parametrize("name", ["valkey", "rabbitmq"])
def test_how_much_waits_in_each_queue(name):
    broker = working.broker_url(name)
    with working.sending_to(broker) as app:
        before = depths(broker)  # another test may have left something that no worker took
        bulk = next(queue for queue in queues() if queue.name == named("bulk"))
        with app.connection_for_write() as line, line.Producer() as producer:
            for _ in range(3):
                producer.publish(
                    {}, exchange=bulk.exchange, routing_key=bulk.routing_key, declare=[bulk], timeout=5
                )
        now = before | {"bulk": before["bulk"] + 3}
        assert soon(lambda: depths(broker), now) == now


def soon(ask, expected):
    """What is answered once a replicated queue has counted."""
    until = time.monotonic() + 5
    while (found := ask()) != expected and time.monotonic() < until:
        time.sleep(0.05)
    return found


@pytest.mark.django_db
def test_it_costs_the_same_however_much_there_is(django_assert_max_num_queries):
    CategoryFactory.create_batch(3)
    with django_assert_max_num_queries(15):
        scraped()
