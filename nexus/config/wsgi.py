"""The HTTP server's door."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")
os.environ.setdefault("NEXUS_PROCESS", "web")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as why:
    sys.exit(f"nexus: {why}")
