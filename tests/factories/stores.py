import factory

from nexus.commerce.stores.models import Member, Store, StoreRole
from tests.factories.accounts import UserFactory


class StoreFactory(factory.django.DjangoModelFactory):
    owner = factory.SubFactory(UserFactory, seller=True)
    name = factory.Sequence(lambda n: f"Store {n}")

    class Meta:
        model = Store


class MemberFactory(factory.django.DjangoModelFactory):
    store = factory.SubFactory(StoreFactory)
    user = factory.SubFactory(UserFactory)
    role = StoreRole.MANAGER

    class Meta:
        model = Member
