from nexus.kernel.api.models import OnceAnswered
from nexus.kernel.tasks.base import task


@task()
def sweep_idempotency_keys() -> None:
    """Forget the answers that have been kept for their day."""
    OnceAnswered.objects.outlived().delete()
