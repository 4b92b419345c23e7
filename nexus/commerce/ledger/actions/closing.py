from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from nexus.commerce.ledger.models import Closing
from nexus.commerce.ledger.models.totals import end_of_day

# What began before midnight may be booked a moment later, and no clock of ours is wrong by as much.
CLOSED_AFTER: Final = timedelta(hours=1)


def close_days(now: datetime | None = None) -> int:
    """Close each day that has ended an hour ago or earlier, and count them: a transaction each."""
    last = (now or timezone.now()) - CLOSED_AFTER
    since = Closing.objects.open_since()
    closed = 0
    while since is not None and (until := end_of_day(since)) <= last:
        Closing.objects.close_until(since, until)
        since, closed = until, closed + 1
    return closed
