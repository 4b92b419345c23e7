import secrets
from datetime import timedelta

import factory
from django.utils import timezone

from nexus.kernel.api_keys.models import SHOWN_LENGTH, ApiKey
from nexus.kernel.api_keys.reading import digest_of
from tests.factories.accounts import UserFactory


class ApiKeyFactory(factory.django.DjangoModelFactory):
    """A key that stands; `.key` is what opens doors."""

    class Meta:
        model = ApiKey
        exclude = ["key"]

    key = factory.LazyFunction(lambda: f"nx_{secrets.token_urlsafe(32)}")
    user = factory.SubFactory(UserFactory)
    security_stamp = factory.SelfAttribute("user.security_stamp")
    name = factory.Sequence(lambda n: f"Machine {n}")
    prefix = factory.LazyAttribute(lambda made: made.key[:SHOWN_LENGTH])
    digest = factory.LazyAttribute(lambda made: digest_of(made.key))
    scopes = factory.LazyFunction(lambda: ["profile:read"])
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
