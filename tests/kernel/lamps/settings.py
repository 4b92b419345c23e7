"""The suite's site with one room more, for processes of their own."""

from nexus.config.domains import scheduled
from nexus.config.settings.test import *  # noqa: F403
from nexus.config.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.kernel.lamps"]
CELERY_BEAT_SCHEDULE = scheduled(
    {"tick": {"task": "tests.kernel.lamps.tasks.say", "args": ["tick"], "schedule": 1}}
)
