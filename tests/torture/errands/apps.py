import os

from django.apps import AppConfig


class ErrandsConfig(AppConfig):
    """A room of the torture's own: it hears of errands that take long, or that nobody survives."""

    name = "tests.torture.errands"

    def ready(self) -> None:
        """Shorten the site's patience, or take a defence out, as the case asked for."""
        from nexus.kernel.events.actions import delivering
        from nexus.kernel.events.models import outbox
        from tests.torture.errands import weakened

        outbox.TRUSTED_S = int(os.environ.get("TORTURE_TRUSTED_S", outbox.TRUSTED_S))
        delivering.MAX_ATTEMPTS = int(os.environ.get("TORTURE_ATTEMPTS", delivering.MAX_ATTEMPTS))
        weakened.WEAKNESSES[os.environ.get("WITHOUT", "")]()
