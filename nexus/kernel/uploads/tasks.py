from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK
from nexus.kernel.uploads import sweeping


@task(queue=BULK)
def sweep_files() -> None:
    """Delete the files that no row names."""
    sweeping.sweep()
