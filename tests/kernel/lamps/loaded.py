"""Loads all that a worker or a relay does before it begins."""

import django
from celery.concurrency.asynpool import AsynPool

from nexus.config.celery import app

# Celery looks every five seconds whether one of a worker's processes was killed. Nobody waits so long here.
AsynPool.timers = property(lambda pool: {pool.maintain_pool: 0.5})

django.setup()
app.loader.import_default_modules()
