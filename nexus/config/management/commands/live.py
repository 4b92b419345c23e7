from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from nexus.config.run.address import Address, port_of
from nexus.config.run.live import serve_live


class Command(BaseCommand):
    help = "Runs the live server: sockets at /ws/, and at /graphql for subscriptions: docs/guides/live.md."
    # The engines and the settings are looked at once, by whoever starts the site.
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8001")

    def handle(self, *_: Any, host: str, port: str, **__: Any) -> None:
        serve_live(Address(host, port_of("--port", port)))
