from nexus.kernel.mail.models import Mail
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def sweep_sent_mail() -> None:
    """Forget the mail that was sent long ago."""
    Mail.objects.outlived().delete()
