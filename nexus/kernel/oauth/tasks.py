from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def sweep_tokens() -> None:
    """Delete codes and tokens that ran out."""
    from oauth2_provider.models import clear_expired  # noqa: PLC0415 (only who sweeps needs it)

    clear_expired()
