"""What makes notifications, and what sends their mail."""

from collections.abc import Callable
from typing import Any

from nexus.kernel.events.bus import Heard, hears
from nexus.kernel.notifications import actions
from nexus.kernel.notifications.events import DigestDue, MailDue, MassMailDue
from nexus.kernel.notifications.kinds import Frequency, Teller, tellers
from nexus.kernel.tasks.queues import BULK


@hears(MailDue, tells_people=True)
def mail_a_notification(heard: Heard[MailDue]) -> None:
    """Write the mail of a notification."""
    actions.mail_notification(heard.fact.notification_id)


@hears(MassMailDue, queue=BULK, tells_people=True)
def mail_one_of_many(heard: Heard[MassMailDue]) -> None:
    """Write the mail of a notification that many got."""
    actions.mail_notification(heard.fact.notification_id, in_bulk=True)


@hears(DigestDue, queue=BULK, tells_people=True)
def mail_a_digest(heard: Heard[DigestDue]) -> None:
    """Write an account's mail of the day, or of the week."""
    actions.mail_digest(heard.fact.user_id, Frequency(heard.fact.frequency))


def _telling(teller: Teller) -> Callable[[Heard[Any]], None]:
    def tell(heard: Heard[Any]) -> None:
        actions.notify(teller.kind, teller.tell(heard))

    # Each is a receiver of its own, known by where its notices are made: one that fails delays no other.
    tell.__module__, tell.__qualname__ = teller.tell.__module__, teller.tell.__qualname__
    return tell


for _teller in tellers():
    hears(*_teller.facts, queue=_teller.queue, tells_people=True)(_telling(_teller))
