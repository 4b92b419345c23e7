"""The HTTP server's door."""

import gc
import os
import sys

from django.core.cache import close_caches
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.base import reset_urlconf
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")
os.environ.setdefault("NEXUS_PROCESS", "web")

try:
    gc.disable()  # what is loaded stays: to look for garbage in it meanwhile is a fifth of the start
    django = get_wsgi_application()
except ImproperlyConfigured as why:
    sys.exit(f"nexus: {why}")

# Below the settings, which they read. Every path is loaded here, or the first visitor would wait for it.
import nexus.config.urls  # noqa: F401 (Django knows it by its name)
from nexus.kernel.api.announced import Announced
from nexus.kernel.api.page_cache import PageCache
from nexus.kernel.api.whole import Whole

application = Whole(Announced(PageCache(django)))
# What Django tidies up around a request isn't there: no query is logged, the cache has nothing to close, the
# paths are every request's, and that connections are seen to before the next one is enough.
request_started.disconnect(reset_queries)
request_finished.disconnect(close_old_connections)
request_finished.disconnect(close_caches)
request_finished.disconnect(reset_urlconf)
# Nor is it looked through under a request, which would also copy the memory that workers share. A page makes
# hundreds of objects and lets go of them itself: at Python's own threshold every other one would be searched.
gc.freeze()
gc.set_threshold(5_000)
gc.enable()
