from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK
from nexus.kernel.webhooks.actions.sweeping import sweep


@task(queue=BULK)
def sweep_webhooks() -> None:
    """Forget the deliveries that were settled long ago."""
    sweep()
