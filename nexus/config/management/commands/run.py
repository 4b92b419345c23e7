from typing import Any

from django.core.management.base import BaseCommand

from nexus.config.run.site import run_site


class Command(BaseCommand):
    help = (
        "Runs the whole site: web server, live server, worker, relay and sender of webhooks, until Ctrl-C. "
        "PORT, LIVE_PORT, HOST, NEXUS_HOME, NEXUS_DEMO, WEB_CONCURRENCY."
    )

    # They are run while the programs start: they take as long.
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        run_site(self.check)
