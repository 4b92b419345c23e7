from typing import Final

from django.db import InterfaceError, OperationalError

from nexus.kernel.currencies import actions
from nexus.kernel.currencies.exceptions import RatesUnavailable
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK

_WORTH_ANOTHER_TRY: Final = (RatesUnavailable, OperationalError, InterfaceError)


# After a minute, two, four and so on up to an hour: some six hours in all, until the next turn.
@task(
    queue=BULK,
    autoretry_for=_WORTH_ANOTHER_TRY,
    max_retries=9,
    retry_backoff=60,
    retry_backoff_max=3_600,
)
def sync_exchange_rates() -> None:
    """Read what currencies are worth today."""
    actions.sync_exchange_rates()
