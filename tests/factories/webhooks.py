import factory

from nexus.kernel.webhooks.actions.secrets import new_secret
from nexus.kernel.webhooks.models import Endpoint, Tail


class EndpointFactory(factory.django.DjangoModelFactory):
    """A site's endpoint that hears everything, unless it is said whose it is."""

    side = "site"
    url = factory.Sequence(lambda n: f"https://example.com/hooks/{n}")
    events = factory.LazyFunction(lambda: ["*"])

    class Meta:
        model = Endpoint
        skip_postgeneration_save = True

    @factory.post_generation
    def secret(self, create, given, **_):
        Tail.objects.everyones()
        self.whsec = new_secret(self)
