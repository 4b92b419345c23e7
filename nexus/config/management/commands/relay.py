from argparse import ArgumentParser
from pathlib import Path
from threading import Event as Flag, Thread
from typing import Any

from celery.beat import EmbeddedService
from django.core.management.base import BaseCommand, CommandError

from nexus.config.celery import app
from nexus.config.run.standing import asked_to_stop, note_ready
from nexus.kernel.events.actions.housekeeping import make_months
from nexus.kernel.events.hearing import receivers
from nexus.kernel.events.relay import Relay
from nexus.kernel.events.sending import send


class Command(BaseCommand):
    help = (
        "Hands what has happened over to the workers, until it is stopped. Any number may run beside each "
        "other; --beat, for what is to be done again and again, belongs to one of them."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--beat", action="store_true", help="run Celery beat in the same process")
        parser.add_argument("--schedule", type=Path, help="where beat notes what it did last")

    def handle(self, *_: Any, beat: bool, schedule: Path | None, **__: Any) -> None:
        stop = asked_to_stop()
        receivers()
        make_months()
        service = _beat(schedule, stop) if beat else None
        note_ready()
        Relay(send).run(stop)
        if service is None:
            return
        if not service.is_alive():
            raise CommandError("Beat has ended, so the relay ends too: nothing would be done on time.")
        service.stop()


def _beat(schedule: Path | None, stop: Flag) -> Any:
    # One process for both: either has little to do, and each would need the memory of a whole site.
    more: dict[str, Any] = {"schedule_filename": str(schedule)} if schedule else {}
    service: Any = EmbeddedService(app, thread=True, **more)
    service.start()
    Thread(target=_end_with, args=(service, stop), daemon=True).start()
    return service


def _end_with(beat: Thread, stop: Flag) -> None:
    # A thread that fails ends alone: whoever looks after the process would never hear of it.
    beat.join()
    stop.set()
