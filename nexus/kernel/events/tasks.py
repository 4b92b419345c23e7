from collections.abc import Sequence
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_init

from nexus.kernel.events.actions import delivering, housekeeping
from nexus.kernel.events.hearing import receivers
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


# What is lost here comes back by the relay: the broker needn't keep trying too.
@task(
    is_quiet=True,
    soft_time_limit=240,
    time_limit=270,
    reject_on_worker_lost=False,
    retry_on_worker_lost=False,
    max_retries=0,
)
def deliver(delivery_ids: Sequence[int], *, again: bool = False) -> None:
    """Have receivers hear events, one after the other."""
    for delivery_id in delivery_ids:
        try:
            delivering.deliver(delivery_id, again=again)
        except SoftTimeLimitExceeded:
            return  # the rest is handed over again


@task(queue=BULK)
def keep_the_log() -> None:
    """Make room for the months to come, and let go of those that are kept no longer."""
    housekeeping.make_months()
    housekeeping.drop_old_months()


@worker_init.connect
def know_the_receivers(**_: Any) -> None:
    """Import every receiver before the worker's processes part, so that they share them."""
    receivers()
