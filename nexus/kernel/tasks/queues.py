"""The queues: by how soon someone misses what is in them."""

from typing import Final

from django.conf import settings
from kombu import Exchange, Queue

URGENT: Final = "urgent"  # someone is waiting for it
DEFAULT: Final = "default"
BULK: Final = "bulk"  # long, many, or at night

# How often RabbitMQ hands a message out before it gives it up; other brokers don't count, so we do: base.py.
DELIVERIES: Final = 5


def named(queue: str) -> str:
    """Give the queue's name at the broker, where several sites may share one: CELERY_QUEUE_PREFIX."""
    return f"{settings.CELERY_QUEUE_PREFIX}{queue}"


def queues() -> list[Queue]:
    """Declare the queues: replicated and counted on RabbitMQ; elsewhere the arguments mean nothing."""
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": DELIVERIES}
    # RabbitMQ's own delayed delivery, which retries need on such queues, asks for topic exchanges.
    exchange = Exchange(named("nexus"), type="topic")
    return [
        Queue(name, exchange, routing_key=name, queue_arguments=arguments)
        for name in map(named, (URGENT, DEFAULT, BULK))
    ]
