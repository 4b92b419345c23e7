from nexus.kernel.api_keys import actions
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def sweep_keys() -> None:
    """Forget the keys that have opened nothing for long."""
    actions.sweep_keys()
