"""An endpoint hears what concerns its owner, and nothing of anybody else."""

import json

import pytest

from nexus.commerce.orders.models import OrderPart
from nexus.kernel.events.bus import known_facts
from nexus.kernel.webhooks.concerning import facts_for
from tests.commerce.buying import bought
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.jobs import JobFactory
from tests.factories.webhooks import EndpointFactory

pytestmark = pytest.mark.django_db

# What is the site's alone to hear. Whatever is added to a domain concerns somebody, or stands here.
THE_SITES = {
    "commerce.payment.declined", "commerce.payment.notified", "commerce.payment.succeeded",
    "commerce.payment.unwanted", "commerce.payout_batch.created", "commerce.commission_rate.changed",
    "commerce.statement.compared", "commerce.tax_rule.added", "commerce.tax_rule.changed",
    "commerce.tax_rule.removed",
}  # fmt: skip


def told(there, path):
    return [json.loads(came.body) for came in there.received[path]]


def test_sellers_in_one_order_hear_of_it_each_by_its_own_sale(there, send, client_of):
    first, second, stranger = (UserFactory(seller=True) for _ in range(3))
    for path, owner in (("first", first), ("second", second), ("stranger", stranger)):
        EndpointFactory(url=there.url(path), side="store", owner=owner, events=["commerce.order.*"])
    EndpointFactory(url=there.url("site"), events=["commerce.order.*"])
    things = [(ProductFactory(seller=seller), 1) for seller in (first, second)]

    order = bought(client_of(UserFactory()), things)
    send()

    for path, seller in (("first", first), ("second", second)):
        sale = OrderPart.objects.get(order=order["id"], seller=seller)
        heard = {one["type"]: one["data"] for one in told(there, path)}
        assert set(heard) == {"commerce.order.placed", "commerce.order.paid"}
        assert heard["commerce.order.placed"] == {"order_id": order["id"], "sale_id": str(sale.pk)}
        assert heard["commerce.order.paid"]["sale_id"] == str(sale.pk)
    assert told(there, "stranger") == []
    assert "sale_id" not in told(there, "site")[0]["data"]


def test_an_account_that_is_both_hears_each_side_at_its_own_endpoint(there, send, client_of):
    both, seeker = UserFactory(is_seller=True, is_employer=True), UserFactory(job_seeker=True)
    EndpointFactory(url=there.url("store"), side="store", owner=both, events=["*"])
    EndpointFactory(url=there.url("employer"), side="employer", owner=both, events=["*"])
    EndpointFactory(url=there.url("other"), side="employer", owner=UserFactory(employer=True), events=["*"])
    job = JobFactory(employer=both)

    client_of(seeker).post("/api/applications/", {"job": job.pk, "cover_letter": "Hello."})
    client_of(both).post("/api/products/", {"name": "Pen", "price": "9.90", "stock": 3})
    unwanted = JobFactory(employer=both)
    client_of(both).delete(f"/api/jobs/{unwanted.pk}/")
    send()

    hired = {one["type"] for one in told(there, "employer")}
    sold = {one["type"] for one in told(there, "store")}
    assert hired == {"jobs.application.submitted", "jobs.job.deleted"}
    assert "commerce.product.created" in sold
    assert not any(name.startswith("jobs.") for name in sold)
    assert told(there, "other") == []


@pytest.mark.parametrize(("domain", "side"), [("commerce.", "store"), ("jobs.", "employer")])
def test_every_fact_of_a_domain_concerns_somebody_or_is_the_sites(domain, side):
    heard = set(facts_for(side))
    known = {name for name in known_facts() if name.startswith(domain)}

    assert known - heard - THE_SITES == set()
    assert heard <= known
