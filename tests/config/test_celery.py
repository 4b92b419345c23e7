"""Celery's application: what sites that share a broker don't share on it."""

import signal
from pathlib import Path

import pytest
from celery.events import get_exchange
from django.conf import settings
from django.core.management import CommandError, call_command

from nexus.config.celery import app


def test_sites_that_share_a_broker_command_and_watch_their_own_workers():
    commands = app.control.mailbox.get_queue("worker@host")
    with app.connection_for_write() as line:
        events = get_exchange(line, name=app.conf.event_exchange)

    assert settings.CELERY_QUEUE_PREFIX in commands.name
    for exchange in (commands.exchange, events):
        assert exchange.name.startswith(settings.CELERY_QUEUE_PREFIX)


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_relay_ends_when_the_beat_inside_it_does(monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    with pytest.raises(CommandError, match="Beat has ended"):
        call_command("relay", beat=True, schedule=Path("/nowhere/at/all"))
