"""The log's months: made ahead, dropped when they are kept no longer."""

import logging
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nexus.kernel.events.models import Delivery, Event, Pending

logger = logging.getLogger(__name__)

AHEAD = 2


@transaction.atomic
def make_months() -> None:
    """See to it that this month and the next ones have a part of the log each."""
    this = timezone.now().astimezone(UTC).date()
    for ahead in range(AHEAD + 1):
        Event.objects.make_month(months_after(this, ahead))


@transaction.atomic
def drop_old_months() -> list[date]:
    """Drop the months that are kept no longer, up to the first with an event that someone has yet to hear."""
    if not settings.EVENTS_KEPT_MONTHS:
        return []
    first_kept = months_after(timezone.now().astimezone(UTC).date(), -settings.EVENTS_KEPT_MONTHS)
    dropped = []
    for month in Event.objects.months():
        if month >= first_kept or _is_needed(month):
            break
        Event.objects.drop_month(month)
        logger.info("dropped a month of the log", extra={"month": month.isoformat()})
        dropped.append(month)
    return dropped


def months_after(day: date, number: int) -> date:
    """Give the first day of the month so many months after a day's."""
    years, month = divmod(day.month - 1 + number, 12)
    return date(day.year + years, month + 1, 1)


def _is_needed(month: date) -> bool:
    ends = datetime.combine(months_after(month, 1), time(), UTC)
    return any(rows.filter(happened_at__lt=ends).exists() for rows in (Pending.objects, Delivery.objects))
