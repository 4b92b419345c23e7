"""The demo's site with the rooms that the torture's workers and relays hear for, and times to suit."""

import os

from nexus.config.domains import scheduled
from nexus.config.settings.demo import *  # noqa: F403
from nexus.config.settings.demo import CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.kernel.lamps", "tests.torture.errands"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if seen_again_s := os.environ.get("TORTURE_VISIBILITY_S"):
    CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] = int(seen_again_s)
# The site's own task, more often than a site would: what is due is a column, and beat looks for it.
CELERY_BEAT_SCHEDULE = scheduled(
    {"expire-unpaid-orders": {"task": "nexus.commerce.checkout.tasks.expire_unpaid_orders", "schedule": 1}}
)
# No case asks for a file, and to look at each of them is half of a web process's start.
WHITENOISE_USE_FINDERS = False
