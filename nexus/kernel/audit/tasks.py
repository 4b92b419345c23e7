from nexus.kernel.audit import actions
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def keep_the_audit() -> None:
    """Make room for the months to come, and let go of those that are kept no longer."""
    actions.make_months()
    actions.drop_old_months()
