"""The whole schema under fire: whatever is sent, no 5xx, and every answer is one that the document names."""

from importlib import import_module

import pytest
import schemathesis
from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from nexus.config.wsgi import application
from nexus.kernel.accounts.models import User
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions import start_conversation
from tests.factories.accounts import UserFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.long

load_all_checks()

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

schema = schemathesis.openapi.from_wsgi("/api/docs/swagger.json", application)
# Elsewhere a visitor is told to sign in, whatever the body: test_envelope.py sees to that.
open_to_visitors = schema.include(
    func=lambda known: {} in known.operation.definition.raw.get("security", [{}])
)

# What the schema's limits suggest is always tried (some 80 shots an operation); so many more are drawn.
under_fire = settings(
    max_examples=5,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _one_connection(db):
    """Keep the connection, as Django's test client does: a server closes one that is in a transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def everyone(client_of) -> User:
    """Somebody in every role at once."""
    return UserFactory(is_seller=True, is_employer=True, is_job_seeker=True, is_staff=True, is_superuser=True)


@pytest.fixture
def token(client_of, everyone) -> str:
    return client_of(everyone)._credentials["HTTP_AUTHORIZATION"]


@pytest.fixture
def things(everyone) -> dict[str, int | str]:
    """Something of theirs for every kind of path, so that changes and deletions get through to it."""
    found = {"category_id": CategoryFactory().pk, "user_id": UserFactory().pk}
    if apps.is_installed("nexus.commerce.catalog"):
        catalog = import_module("tests.factories.catalog")
        image = catalog.ProductImageFactory(product__seller=everyone)
        variant = catalog.VariantFactory(product=image.product, options={"size": "L"})
        found |= {"product_id": image.product_id, "image_id": image.pk, "variant_id": variant.pk}
        cart, promotions, shipping, taxes = (
            import_module(f"tests.factories.{room}") for room in ("cart", "promotions", "shipping", "taxes")
        )
        found |= {
            "item_id": cart.CartItemFactory(cart__customer=everyone, variant=variant).pk,
            "coupon_id": promotions.CouponFactory(seller=everyone).pk,
            "method_id": shipping.ShippingMethodFactory(seller=everyone).pk,
            "rule_id": taxes.TaxRuleFactory().pk,
        }
        asker, about = Actor.of(UserFactory()), {"product": str(image.product_id)}
        message = start_conversation(asker, about, "Is it still to be had?")
        found |= {"conversation_id": message.conversation_id, "message_id": message.pk}
    if apps.is_installed("nexus.jobs.postings"):
        application = import_module("tests.factories.jobs").ApplicationFactory(job__employer=everyone)
        found |= {"job_id": application.job_id, "application_id": application.pk}
    return {name: value if isinstance(value, int) else str(value) for name, value in found.items()}


def fire(case, headers: dict[str, str]) -> None:
    # Each shot hits the same site: what it wrote is taken back. Actions take it for the test's own one.
    shot = transaction.atomic()
    shot._from_testcase = True
    with shot:
        answer = case.call(headers=headers)
        transaction.set_rollback(True)
    case.validate_response(answer, checks=CHECKS)


@open_to_visitors.parametrize()
@under_fire
def test_a_visitor_meets_no_5xx(case):
    fire(case, {})


@schema.parametrize()
@under_fire
def test_somebody_in_every_role_meets_no_5xx(case, token, things):
    case.path_parameters = {name: things.get(name, value) for name, value in case.path_parameters.items()}
    fire(case, {"Authorization": token})
