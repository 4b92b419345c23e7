"""A worker's command line, which leaves a note of its process id once it is ready to work."""

from typing import Any

import django
from celery.bin.celery import main
from celery.signals import worker_ready

from nexus.config.loading import undisturbed
from nexus.config.run.standing import note_ready


def _leave_note(**_: Any) -> None:
    note_ready()


if __name__ == "__main__":
    worker_ready.connect(_leave_note)
    with undisturbed():
        django.setup()
    main()
