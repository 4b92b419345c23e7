"""How the relay gives a message to the broker: through one producer, for a few seconds at most."""

from typing import Final

from celery import current_app

from nexus.kernel.events.tasks import deliver

CONFIRM_S: Final = 5.0
_ONCE_MORE: Final = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def send(delivery_ids: list[int], *, again: bool, queue: str) -> None:
    """Send deliveries off to a worker; raises where the broker doesn't take them in time."""
    with current_app.producer_or_acquire() as producer:
        deliver.apply_async(
            (delivery_ids,),
            {"again": again},
            producer=producer,
            queue=queue,
            retry=True,
            retry_policy=_ONCE_MORE,
            confirm_timeout=CONFIRM_S,
        )
