from nexus.kernel.notifications import actions
from nexus.kernel.notifications.kinds import Frequency
from nexus.kernel.notifications.models import Notification
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def send_digests(frequency: str) -> None:
    """Have the mails of the day, or of the week, written: each account's by itself, each notice in one."""
    actions.plan_digests(Frequency(frequency))


@task(queue=BULK)
def sweep_notifications() -> None:
    """Forget what was read long ago, some at a time."""
    while Notification.objects.sweep():
        pass
