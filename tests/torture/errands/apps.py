from django.apps import AppConfig


class ErrandsConfig(AppConfig):
    """A room of the torture's own: it hears of errands that take long, or that nobody survives."""

    name = "tests.torture.errands"
