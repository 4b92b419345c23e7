from collections.abc import Iterator

from django.conf import settings

from nexus.kernel.kit.measuring import Figure, measures
from nexus.kernel.tasks.queues import depths


@measures
def queues_at_the_broker() -> Iterator[Figure]:
    """Tell how many messages wait in each queue."""
    for queue, waiting in depths(settings.CELERY_BROKER_URL).items():
        yield Figure("nexus_queue_messages", "Messages that no worker has taken.", waiting, {"queue": queue})
