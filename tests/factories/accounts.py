from functools import cache

import factory
from django.contrib.auth.hashers import make_password

from nexus.kernel.accounts.models import User

PASSWORD = "StrongPass123"


@cache
def _hashed() -> str:
    return make_password(PASSWORD)  # once is enough for a suite


class UserFactory(factory.django.DjangoModelFactory):
    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    password = factory.LazyFunction(_hashed)

    class Meta:
        model = User

    class Params:
        seller = factory.Trait(is_seller=True)
        employer = factory.Trait(is_employer=True)
        job_seeker = factory.Trait(is_job_seeker=True)
        admin = factory.Trait(is_staff=True, is_superuser=True)
