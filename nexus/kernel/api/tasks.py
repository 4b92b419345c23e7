from celery import shared_task

from nexus.kernel.api.models import OnceAnswered


@shared_task
def sweep_idempotency_keys() -> None:
    """Forget the answers that have been kept for their day."""
    OnceAnswered.objects.outlived().delete()
