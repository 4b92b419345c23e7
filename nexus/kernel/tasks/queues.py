"""The queues: by how soon someone misses what is in them."""

from typing import Any, Final, cast

from django.conf import settings
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError

URGENT: Final = "urgent"  # someone is waiting for it
DEFAULT: Final = "default"
BULK: Final = "bulk"  # long, many, or at night
QUEUES: Final = (URGENT, DEFAULT, BULK)

# How often RabbitMQ hands a message out before it gives it up; other brokers don't count, so we do: base.py.
DELIVERIES: Final = 5

# How long a broker that doesn't answer holds up whoever counts.
BROKER_S: Final = 2
_PATIENCE: Final = {"socket_timeout": BROKER_S, "socket_connect_timeout": BROKER_S}


def named(queue: str) -> str:
    """Give the queue's name at the broker, where several sites may share one: CELERY_QUEUE_PREFIX."""
    return f"{settings.CELERY_QUEUE_PREFIX}{queue}"


def depths(broker: str) -> dict[str, int]:
    """Count the messages that wait in each queue; one that nobody has used yet has none."""
    with Connection(broker, connect_timeout=BROKER_S, transport_options=_PATIENCE) as line:
        return {queue: _depth(line, named(queue)) for queue in QUEUES}


def _depth(line: Connection, queue: str) -> int:
    # A channel for each: RabbitMQ closes the one on which it was asked for what isn't there.
    missing: Any = (ChannelError, *line.channel_errors)
    try:
        with line.channel() as channel:
            return int(cast("Any", channel).queue_declare(queue, passive=True).message_count)
    except missing:
        return 0


def queues() -> list[Queue]:
    """Declare the queues: replicated and counted on RabbitMQ; elsewhere the arguments mean nothing."""
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": DELIVERIES}
    # RabbitMQ's own delayed delivery, which retries need on such queues, asks for topic exchanges.
    exchange = Exchange(named("nexus"), type="topic")
    return [Queue(name, exchange, routing_key=name, queue_arguments=arguments) for name in map(named, QUEUES)]
