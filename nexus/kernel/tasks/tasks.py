from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.models import DoneTask
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def sweep_done_tasks() -> None:
    """Forget the tasks of which no message can be left."""
    DoneTask.objects.outlived().delete()
