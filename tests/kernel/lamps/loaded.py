"""Loads all that a worker or a relay does before it begins."""

import django

from nexus.config.celery import app

django.setup()
app.loader.import_default_modules()
