"""The live server's door: sockets only; HTTP is nexus.config.wsgi's."""

import gc
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")
os.environ.setdefault("NEXUS_PROCESS", "web")

try:
    django.setup()
except ImproperlyConfigured as why:
    sys.exit(f"nexus: {why}")

# Below the settings, which they read.
from nexus.config.schema import schema
from nexus.kernel.live.server import LiveServer

application = LiveServer(schema)
gc.collect()
gc.freeze()
