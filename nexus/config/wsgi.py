"""The HTTP server's door."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")
os.environ.setdefault("NEXUS_PROCESS", "web")

application = get_wsgi_application()
