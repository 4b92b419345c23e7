"""The HTTP server's door."""

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")
os.environ.setdefault("NEXUS_PROCESS", "web")

try:
    gc.disable()  # what is loaded stays: to look for garbage in it meanwhile is a fifth of the start
    django = get_wsgi_application()
except ImproperlyConfigured as why:
    sys.exit(f"nexus: {why}")

# Below the settings, which they read. Every path is loaded here, or the first visitor would wait for it.
import nexus.config.urls  # noqa: F401 (Django knows it by its name)
from nexus.kernel.api.page_cache import PageCache

application = PageCache(django)
# Nor is it looked through under a request, which would also copy the memory that workers share.
gc.freeze()
gc.enable()
