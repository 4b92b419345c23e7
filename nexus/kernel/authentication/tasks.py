from nexus.kernel.authentication.actions import sweeping
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def sweep_sign_ins() -> None:
    """Forget the sign-ins that nobody can come back with."""
    sweeping.sweep_sign_ins()
