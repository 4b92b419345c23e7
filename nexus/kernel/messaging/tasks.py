from nexus.kernel.messaging.actions import sweep_unsent
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def sweep_unsent_attachments() -> None:
    """Delete the files that no message was written for."""
    sweep_unsent()
