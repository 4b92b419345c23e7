import os
import signal
from pathlib import Path
from threading import Event as Flag
from typing import Any

from django.core.management.base import BaseCommand

from nexus.config.run.children import READY_NOTE
from nexus.kernel.webhooks.concerning import sides
from nexus.kernel.webhooks.models import Tail
from nexus.kernel.webhooks.sender import Sender


class Command(BaseCommand):
    help = "Sends webhooks, until it is stopped. Any number may run beside each other."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        stop = Flag()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        sides()
        Tail.objects.everyones()
        if note := os.environ.get(READY_NOTE):
            Path(note).write_text(str(os.getpid()))
        Sender().run(stop)
