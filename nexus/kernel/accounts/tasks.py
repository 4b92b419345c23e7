from nexus.kernel.accounts import actions
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def erase_accounts() -> None:
    """Erase the accounts whose grace is over."""
    actions.erase_what_is_due()


@task(queue=BULK)
def keep_no_longer() -> None:
    """Let go of old exports, of links that were never sent, and of accounts that were never used."""
    actions.sweep_old_requests()
    actions.sweep_never_used()
