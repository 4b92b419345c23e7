from collections.abc import Iterator
from importlib import import_module

import pytest
import schemathesis
from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis import BaseSchema

from nexus.config.wsgi import application
from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions import start_conversation
from tests.conventions.fire.shots import page_by_one, taken_back
from tests.factories.accounts import UserFactory
from tests.factories.taxonomy import CategoryFactory


@pytest.fixture(scope="module", autouse=True)
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Make one site for all that is fired at it, in a transaction that is undone at the end."""
    # Keep the connection, as Django's test client does: a server closes one that is in a transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), taken_back():
        yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def schema() -> BaseSchema:
    schema = schemathesis.openapi.from_wsgi("/api/docs/swagger.json", application)
    schema.config.phases.coverage.unexpected_methods = set()  # test_envelope.py sends them everywhere
    page_by_one(schema.raw_schema)
    return schema


@pytest.fixture(scope="module")
def everyone() -> User:
    """Somebody in every role at once."""
    return UserFactory(is_seller=True, is_employer=True, is_job_seeker=True, is_staff=True, is_superuser=True)


@pytest.fixture(scope="module")
def token(everyone) -> str:
    return f"Bearer {issue_tokens(everyone).access}"


@pytest.fixture(scope="module")
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
