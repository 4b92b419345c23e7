"""What is kept of people no longer than it is needed."""

import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from nexus.kernel.accounts.actions.erasing import erase_if_due
from nexus.kernel.accounts.actions.exporting import discard_exports
from nexus.kernel.accounts.events import UserDeleted
from nexus.kernel.accounts.models import DataExport, Erasure, LinkRequest, User
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.asking import because

logger = logging.getLogger(__name__)

AT_ONCE: Final = 500


def erase_what_is_due() -> int:
    """Erase the accounts whose grace is over; how many."""
    due = list(Erasure.objects.due().order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_erased(erasure_id) for erasure_id in due)


def sweep_old_requests() -> int:
    """Delete exports whose time is up, with their files, and links that nobody was there to send."""
    LinkRequest.objects.left_over().delete()
    return discard_exports(DataExport.objects.outlived()[:AT_ONCE])


def sweep_never_used() -> int:
    """Delete accounts whose address nobody confirmed and that nobody used; how many."""
    days: int = settings.UNCONFIRMED_KEPT_DAYS
    if not days or settings.ACCOUNT_EMAIL_VERIFICATION == "none":
        return 0
    before = timezone.now() - timedelta(days=days)
    found = User.objects.never_used(before).order_by("date_joined")[:AT_ONCE]
    return sum(_deleted(user) for user in found)


def _erased(erasure_id: UUID) -> bool:
    try:
        return erase_if_due(erasure_id)
    except Exception:
        # One that can't be erased must not keep the others waiting.
        logger.exception("Erasure %s could not be done", erasure_id)
        return False


def _deleted(user: User) -> bool:
    try:
        with transaction.atomic(), because("Never confirmed, never used."):
            user_id = user.pk
            user.delete()
            publish(UserDeleted(user_id), actor=SYSTEM)
    except ProtectedError:
        return False  # something hangs on it: it was used after all
    except DatabaseError:
        logger.exception("Account %s could not be deleted", user.pk)
        return False
    return True
