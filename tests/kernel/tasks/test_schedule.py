"""What is due again and again."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from nexus.config.celery import app as site
from nexus.config.domains import scheduled
from nexus.kernel.tasks.base import NexusTask
from tests.config.processes import eventually
from tests.kernel.lamps.effects import noted
from tests.kernel.working import relay, running, worker

pytestmark = pytest.mark.long


def test_all_that_is_scheduled_is_a_task_of_ours():
    site.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert isinstance(site.tasks[entry["task"]], NexusTask), entry["task"]


def test_a_turn_that_nobody_took_ends_with_the_next():
    entry = {"task": "some.task", "schedule": 30, "options": {"queue": "bulk"}}
    assert scheduled({"often": entry})["often"]["options"] == {"expires": 30, "queue": "bulk"}


def test_two_entries_of_one_name_stop_the_start():
    with pytest.raises(ImproperlyConfigured, match="Two schedules have an entry named often"):
        scheduled({"often": {"task": "a", "schedule": 1}}, {"often": {"task": "b", "schedule": 1}})


def test_beat_runs_inside_the_relay(room, app, broker, tmp_path):
    schedule = str(tmp_path / "beat")
    with (
        running(worker(broker)) as hands,
        running(relay(broker, "--beat", "--schedule", schedule)) as messenger,
    ):
        assert eventually(lambda: noted()["tick"] >= 2, 40), messenger.said() + hands.said()
        messenger.process.terminate()
        assert messenger.process.wait(timeout=20) == 0, messenger.said()
