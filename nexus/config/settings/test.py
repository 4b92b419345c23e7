"""The suite's site: the demo's, with its own secret and its mail kept in memory."""

import os

os.environ.setdefault("SECRET_KEY", "the-suite-has-no-secrets-but-django-wants-a-long-one")

from nexus.config.addresses import numbered
from nexus.config.settings.demo import *

ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
# A test's writes are never committed, so no generation would end; the tests of the page cache commit theirs.
PAGE_CACHE_ON = False
# Nor would a mark be left; the tests of what is remembered commit too.
SIGN_IN_REMEMBERED_S = 0
# Nor are the machine's RabbitMQ and its queues: another suite, or a site, may be using it.
CELERY_QUEUE_PREFIX = os.environ.get("CELERY_QUEUE_PREFIX") or f"nexus-test-{os.getpid()}-"
CELERY_TASK_DEFAULT_QUEUE = f"{CELERY_QUEUE_PREFIX}default"

# Parallel workers have a database each, and so a numbered Valkey each: kept pages of one aren't the other's.
if _worker := os.environ.get("PYTEST_XDIST_WORKER"):
    REDIS_URL = numbered(REDIS_URL, 2 + int(_worker.removeprefix("gw")))
    CACHES["default"]["LOCATION"] = REDIS_URL
