"""All that workers, relays and senders load before they begin."""

import django

from nexus.config.celery import app

django.setup()
app.loader.import_default_modules()
