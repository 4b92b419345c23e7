"""What goes out by e-mail: one by one, or gathered for a day or a week."""

from typing import Final
from uuid import UUID

from django.db import transaction

from nexus.kernel.accounts.models import User
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.mail.actions import send, send_in_bulk
from nexus.kernel.notifications.actions.wording import Letter, of_digest, of_notification
from nexus.kernel.notifications.events import DigestDue
from nexus.kernel.notifications.kinds import Frequency
from nexus.kernel.notifications.models import Notification

AT_ONCE: Final = 1_000


@transaction.atomic
def mail_notification(notification_id: UUID, *, in_bulk: bool = False) -> None:
    """Write a notification's mail, once, and only while it is unread and still wanted."""
    due = Notification.objects.filter(pk=notification_id).unmailed(Frequency.IMMEDIATELY)
    for notification in due.claim():
        if _can_be_written_to(notification.user):
            letter = of_notification(notification)
            _send(letter, notification.user, in_bulk=in_bulk)


def plan_digests(frequency: Frequency) -> int:
    """Announce for whom there is something to gather, so that each is written to by itself; for how many."""
    users = Notification.objects.unmailed(frequency).users()
    for at in range(0, len(users), AT_ONCE):
        publish(*(DigestDue(user, frequency) for user in users[at : at + AT_ONCE]), actor=SYSTEM)
    return len(users)


@transaction.atomic
def mail_digest(user_id: UUID, frequency: Frequency) -> None:
    """Write one mail of all that an account hasn't read since the last one; no mail where that is nothing.

    What is in it and the note that it was are one transaction: it is in no other.
    """
    gathered = Notification.objects.filter(user=user_id).unmailed(frequency).claim()
    if gathered and _can_be_written_to(gathered[0].user):
        letter = of_digest(gathered[0].user, frequency, gathered)
        _send(letter, gathered[0].user, in_bulk=True)


def _send(letter: Letter, user: User, *, in_bulk: bool) -> None:
    write = send_in_bulk if in_bulk else send
    write(letter.template, user.email, letter.context, headers=letter.headers)


def _can_be_written_to(user: User) -> bool:
    return user.is_active and bool(user.email)
