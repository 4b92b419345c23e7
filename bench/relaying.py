"""What the relay's bench hears: one row for each event. Also the worker's Celery application."""

import django
from django.db import connection

from nexus.config.celery import app

django.setup()

from nexus.kernel.events.bus import Heard, hears  # noqa: E402

__all__ = ["app"]

TABLE = "CREATE TABLE bench_effect (event uuid)"


@hears("bench.ball.thrown")
def catch(heard: Heard) -> None:
    """Write down that it was heard."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_effect (event) VALUES (%s)", [heard.id])
