from nexus.commerce.ledger.actions import close_days
from nexus.kernel.tasks.base import task


@task()
def close_days_that_ended() -> None:
    """Keep what lay in each account at the end of each day, so that balances needn't be summed up anew."""
    close_days()
