from django.apps import AppConfig


class LampsConfig(AppConfig):
    """A room of the suite's own, for the processes that it starts: it hears of lamps."""

    name = "tests.kernel.lamps"
