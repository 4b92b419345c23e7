"""The workers' door."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

from nexus.kernel.tasks.queues import named, queues

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")
os.environ.setdefault("NEXUS_PROCESS", "worker")

app = Celery("nexus")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = queues()
# Sites that share a RabbitMQ vhost command and watch their own workers only, each on queues of its own.
app.conf.control_exchange, app.conf.event_exchange = named("celery"), named("celeryev")
# Settings write a time of day as crontab's arguments: the web process reads them, and needs no Celery.
app.conf.beat_schedule = {
    name: {**entry, "schedule": crontab(**when) if isinstance(when := entry["schedule"], dict) else when}
    for name, entry in app.conf.beat_schedule.items()
}
app.conf.task_routes = ("nexus.kernel.tasks.base.route",)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logs(**_: Any) -> None:
    """Leave logging as the settings have it: Celery would write lines of its own shape."""
