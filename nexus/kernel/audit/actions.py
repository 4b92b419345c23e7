import hmac
import logging
from datetime import UTC, date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from nexus.kernel.access import require
from nexus.kernel.api.errors import NotFound
from nexus.kernel.audit.keeping import History, histories
from nexus.kernel.audit.models import Change, ChangeQuerySet, Months, SecurityEvent
from nexus.kernel.audit.telling import whence
from nexus.kernel.events.actions.housekeeping import months_after
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.request_id import current_request_id

logger = logging.getLogger(__name__)

AHEAD = 2


def record(
    name: str, user_id: UUID | None, *, actor_id: UUID | None = None, details: dict[str, Any] | None = None
) -> None:
    """Write down what concerns who may come in, in the caller's transaction; never a secret.

    user_id: whose account it is. actor_id: who did it; the same account where nobody else is named.
    """
    address, user_agent = whence()
    SecurityEvent.objects.create(
        name=name,
        user_id=user_id,
        actor_id=actor_id or user_id,
        address=address,
        user_agent=user_agent,
        request_id=current_request_id(),
        details=details or {},
    )


def record_failed_sign_in(login: str, user_id: UUID | None) -> None:
    """Write down that a password was wrong, up to a number in an hour.

    What was typed is kept as a keyed hash only: some type their password where the name belongs.
    """
    address, user_agent = whence()
    SecurityEvent.objects.note_failure(
        user_id=user_id,
        tried=_hashed(login),
        address=address,
        user_agent=user_agent,
        request_id=current_request_id(),
    )


def history_of(actor: Actor, kind: str, thing_id: str) -> ChangeQuerySet:
    """Give the history of one thing to who may read it; to everybody else there is none: NotFound."""
    require(actor, "audit.read_history")
    history = histories().get(kind)
    if history is None or history.of or not _may_read(actor, history, thing_id):
        raise NotFound
    return Change.objects.of(kind, thing_id)


@transaction.atomic
def make_months() -> None:
    """See to it that this month and the next ones have their parts."""
    this = timezone.now().astimezone(UTC).date()
    for ahead in range(AHEAD + 1):
        Months.make(months_after(this, ahead))


@transaction.atomic
def drop_old_months() -> list[date]:
    """Drop the months that are kept no longer."""
    if not settings.AUDIT_KEPT_MONTHS:
        return []
    first_kept = months_after(timezone.now().astimezone(UTC).date(), -settings.AUDIT_KEPT_MONTHS)
    old = [month for month in Months.kept() if month < first_kept]
    for month in old:
        Months.drop(month)
        logger.info("dropped a month of the audit", extra={"month": month.isoformat()})
    return old


def _may_read(actor: Actor, history: History, thing_id: str) -> bool:
    if actor.is_admin:
        return True
    if history.owned is None:
        return False
    try:
        return history.owned(actor).filter(pk=thing_id).exists()
    except (ValidationError, ValueError):  # no id at all
        return False


def _hashed(login: str) -> str:
    named = login.strip().lower().encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"audit " + named, sha256).hexdigest()[:32]
