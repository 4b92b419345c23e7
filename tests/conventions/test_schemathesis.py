"""The whole schema under fire: whatever is sent, no 5xx, and every answer is one that the document names."""

import json
from importlib import import_module
from pathlib import Path

import pytest
import schemathesis
from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis import BaseSchema, Case
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
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

# The committed document only names the operations: another test holds it to be of today. To shoot at each is
# prepared when its test runs, or each of the suite's workers would prepare all of them before it begins.
DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
# Elsewhere a visitor is told to sign in, whatever the body: test_envelope.py sees to that.
OPEN_TO_VISITORS = [label for label, known in OPERATIONS.items() if {} in known.get("security", [{}])]

# What the schema's limits suggest is always tried (some 80 shots an operation); so many more are drawn.
under_fire = settings(
    max_examples=5,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker) -> BaseSchema:
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi("/api/docs/swagger.json", application)


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


def fire(schema: BaseSchema, label: str, headers: dict[str, str], things: dict[str, int | str]) -> None:
    @under_fire
    def shoot(case: Case) -> None:
        named = case.path_parameters.items()
        case.path_parameters = {name: things.get(name, value) for name, value in named}
        # Each shot hits the same site: what it wrote is taken back. Actions take it for the test's own one.
        shot = transaction.atomic()
        shot._from_testcase = True
        with shot:
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)

    operation = schema.find_operation_by_label(label)
    assert operation, "The committed document names it, today's doesn't."
    build_operation_test(
        config=schema.config,
        operation=operation,
        test_func=shoot,
        given_kwargs={},
        feedback=FeedbackSources(),
    )()


@pytest.mark.parametrize("label", OPEN_TO_VISITORS)
def test_a_visitor_meets_no_5xx(schema, label):
    fire(schema, label, {}, {})


@pytest.mark.parametrize("label", OPERATIONS)
def test_somebody_in_every_role_meets_no_5xx(schema, label, token, things):
    fire(schema, label, {"Authorization": token}, things)
