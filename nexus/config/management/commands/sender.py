from typing import Any

from django.core.management.base import BaseCommand

from nexus.config.run.standing import asked_to_stop, note_ready
from nexus.kernel.webhooks.concerning import sides
from nexus.kernel.webhooks.models import Tail
from nexus.kernel.webhooks.sender import Sender


class Command(BaseCommand):
    help = "Sends webhooks, until it is stopped. Any number may run beside each other."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        stop = asked_to_stop()
        sides()
        Tail.objects.everyones()
        note_ready()
        Sender().run(stop)
